/**
 * The DRM nodes of this root by file system and inode: the exact way to tell which device is behind a fd without
 * asking the fd's file system anything.
 *
 * fdinfo prints the inode of the open file (since Linux 5.14) and the id of its mount; the process's mountinfo turns
 * the id into a file system. A node that was bind-mounted or renamed, or shows another name inside a container, still
 * has the inode of the node in /dev. `lstat` on our own nodes opens nothing and wakes nothing.
 */
import { deviceMajor, deviceMinor, deviceNumber } from '../../procfs/device-number.js';
import { Failure } from '../../procfs/files.js';
import { parseMountinfo } from '../../procfs/mountinfo.js';
import type { Root } from '../../procfs/root.js';
import { genericNumber } from './drm-text.js';
import { treeNodeNumber } from './tree-node.js';

export class OwnNodes {
  readonly #root: Root;
  #numbers = new Map<string, string>();
  #inodes = new Set<number>();

  constructor(root: Root) {
    this.#root = root;
    this.refresh();
  }

  /** Reads the nodes again; to be called when devices came or went. */
  refresh(): void {
    this.#numbers = new Map();
    this.#inodes = new Set();
    for (const dir of [`${this.#root.dev}/dri`, `${this.#root.dev}/accel`]) {
      const names = this.#root.files.list(dir);
      if (names instanceof Failure) continue;
      for (const name of names) this.#add(`${dir}/${name}`);
    }
  }

  /** Device number (`226:128`) of the own node that a fdinfo text of process `pid` stands for, or null. */
  numberOf(processDir: string, text: string): string | null {
    const inode = genericNumber(text, 'ino');
    if (inode === null || !this.#inodes.has(inode)) return null;
    const mountId = genericNumber(text, 'mnt_id');
    const mountinfo = mountId === null ? null : this.#root.files.read(`${processDir}mountinfo`, 1024 * 1024);
    if (mountId === null || mountinfo === null || mountinfo instanceof Failure) return null;
    const fileSystem = parseMountinfo(mountinfo).get(mountId)?.device;
    return this.#numbers.get(`${fileSystem} ${inode}`) ?? null;
  }

  #add(path: string): void {
    const { files, kind } = this.#root;
    const found = files.lstat(path);
    if (found instanceof Failure) return;
    const number = kind === 'tree' ? treeNodeNumber(files, path) : found.charDevice && deviceNumber(found.charDevice);
    if (number === null) return;
    const fileSystem = deviceNumber({ major: deviceMajor(found.dev), minor: deviceMinor(found.dev) });
    this.#numbers.set(`${fileSystem} ${found.ino}`, number);
    this.#inodes.add(found.ino);
  }
}
