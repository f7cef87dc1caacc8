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
  /** Grows when other nodes are found than before: what was told by the old ones may be wrong. */
  version = 0;
  /** What the last `refresh` was kept from; that there is no such folder is no trouble. */
  troubles: readonly Failure[] = [];

  constructor(root: Root) {
    this.#root = root;
    this.refresh();
  }

  /** True when the node of each of these device numbers was found. A device shows up in /sys before its node does in /dev. */
  has(numbers: Iterable<string>): boolean {
    const found = new Set(this.#numbers.values());
    return [...numbers].every((number) => found.has(number));
  }

  /** Reads the nodes again; to be called when devices came or went. */
  refresh(): void {
    const before = [...this.#numbers].join();
    this.#numbers = new Map();
    this.#inodes = new Set();
    const failures: Failure[] = [];
    for (const dir of [`${this.#root.dev}/dri`, `${this.#root.dev}/accel`]) {
      const names = this.#root.files.list(dir);
      if (names instanceof Failure) {
        failures.push(names);
        continue;
      }
      for (const name of names) {
        const failure = this.#add(`${dir}/${name}`);
        if (failure !== null) failures.push(failure);
      }
    }
    this.troubles = failures.filter((failure) => !failure.gone);
    if ([...this.#numbers].join() !== before) this.version++;
  }

  /**
   * Device number (`226:128`) of the own node that a fdinfo text of a process stands for; null: of none. A failure where that
   * cannot be told now, because its mounts cannot be read.
   */
  numberOf(processDir: string, text: string): string | null | Failure {
    const inode = genericNumber(text, 'ino');
    if (inode === null || !this.#inodes.has(inode)) return null;
    const mountId = genericNumber(text, 'mnt_id');
    if (mountId === null) return null;
    const path = `${processDir}mountinfo`;
    const mountinfo = this.#root.files.read(path, 1024 * 1024);
    // Nobody has to record the mounts in a tree.
    if (mountinfo instanceof Failure) return this.#root.kind === 'tree' && mountinfo.gone ? null : mountinfo;
    const fileSystem = parseMountinfo(mountinfo).get(mountId)?.device;
    if (fileSystem === undefined && !mountinfo.endsWith('\n')) return new Failure('EIO', path);
    return this.#numbers.get(`${fileSystem} ${inode}`) ?? null;
  }

  #add(path: string): Failure | null {
    const { files, kind } = this.#root;
    const found = files.lstat(path);
    if (found instanceof Failure) return found;
    const number = kind === 'tree' ? treeNodeNumber(files, path) : found.charDevice && deviceNumber(found.charDevice);
    if (number === null) return null;
    const fileSystem = deviceNumber({ major: deviceMajor(found.dev), minor: deviceMinor(found.dev) });
    this.#numbers.set(`${fileSystem} ${found.ino}`, number);
    this.#inodes.add(found.ino);
    return null;
  }
}
