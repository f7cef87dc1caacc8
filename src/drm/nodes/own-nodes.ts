/**
 * The DRM nodes of this root by file system and inode: the exact way to tell which device is behind a fd without
 * asking the fd's file system anything.
 *
 * fdinfo prints the inode of the open file (since Linux 5.14) and the id of its mount; the process's mountinfo turns
 * the id into a file system. A node that was bind-mounted or renamed, or shows another name inside a container, still
 * has the inode of the node in /dev. `lstat` on our own nodes opens nothing and wakes nothing.
 */
import { deviceMajor, deviceMinor, deviceNumber } from '../../procfs/device-number.js';
import { Failure, type FileStat } from '../../procfs/files.js';
import { isInMemory, type Mount, parseMountinfo } from '../../procfs/mountinfo.js';
import type { Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';
import { genericNumber } from '../fdinfo/identity.js';
import { isDrmMajor, isNvidiaNumber, nodeName } from './node-names.js';
import { isOrdinaryInTree, treeNodeNumber } from './tree-node.js';

/**
 * Opens that are taken for the file that was asked last before it is asked again. By then the ids of mount and file may mean another one, since
 * a process can mount anew; until then a node without statistics is not listed. One with statistics never comes here: its text tells it.
 */
const OPENS_OF_ONE_FILE = 255;

/** So long after its device a node is expected in /dev, and so often one that has not come is looked for. */
const LATE_NS = 10_000_000_000n;

export class OwnNodes {
  readonly #root: Root;
  #numbers = new Map<string, string>();
  #inodes = new Set<number>();
  /** A file of a process that was no node when it was asked last: who opens one a hundred thousand times is not asked for each. */
  #ordinary = { file: '', left: 0 };
  #isComplete = false;
  /** Monotonic ns: until then a missing node is looked for in each sweep; afterwards when it is time again. */
  #hurryUntilNs = 0n;
  #askNs = 0n;
  /** Grows when other nodes are found than before: what was told by the old ones may be wrong. */
  version = 0;
  /** What the last `refresh` was kept from; that there is no such folder is no trouble. */
  troubles: readonly Failure[] = [];

  constructor(root: Root) {
    this.#root = root;
    this.refresh();
  }

  /**
   * To be called in each sweep: reads the nodes again when devices came or went, and where one of these device numbers has none: a device
   * shows up in /sys before its node does in /dev. In a container it may have none for good.
   */
  keepUp(numbers: Iterable<string>, haveChanged: boolean, nowNs: bigint): void {
    if (haveChanged) this.#hurryUntilNs = nowNs + LATE_NS;
    else if (this.#isComplete || (nowNs >= this.#hurryUntilNs && nowNs < this.#askNs && this.troubles.length === 0)) return;
    this.#askNs = nowNs + LATE_NS;
    this.refresh();
    this.#isComplete = this.#has(numbers);
  }

  #has(numbers: Iterable<string>): boolean {
    const found = new Set(this.#numbers.values());
    // NVIDIA's own nodes are told by their names alone.
    return [...numbers].every((number) => found.has(number) || isNvidiaNumber(number));
  }

  /** Reads the nodes again. */
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
  numberOf(process: Proc, text: string): string | null | Failure {
    const inode = genericNumber(text, 'ino');
    if (inode === null || !this.#inodes.has(inode)) return null;
    const fileSystem = this.#fileSystemOf(process, text);
    return fileSystem instanceof Failure ? fileSystem : (this.#numbers.get(`${fileSystem} ${inode}`) ?? null);
  }

  /**
   * What a fd whose link is called like a node really is: `ordinary`, no DRM device; a device number; null where it cannot be told.
   *
   * In a mount namespace of their own anybody can make a file of that name. On a file system in memory, such as the /dev of a container, the device
   * number decides; others are not asked, for they can take for ever to answer.
   */
  behindName(process: Proc, fd: number, link: string, text: string): string | null {
    if (this.#isOrdinary(process, link, text)) return 'ordinary';
    const own = this.numberOf(process, text);
    if (typeof own === 'string') return own;
    const { files, kind } = this.#root;
    if (kind === 'tree' || nodeName(link) === null) return null;
    const file = `${process.dir} ${genericNumber(text, 'mnt_id')} ${genericNumber(text, 'ino')}`;
    if (file === this.#ordinary.file && this.#ordinary.left-- > 0) return 'ordinary';
    if (!isInMemory(this.#mountOf(process, text))) return null;
    const found = files.statInMemory?.(process.fdDir + String(fd), `${process.dir}mountinfo`) ?? null;
    if (found === null || found instanceof Failure) return null;
    const number = found.charDevice === null ? null : deviceNumber(found.charDevice);
    const isNode = number !== null && (isDrmMajor(found.charDevice?.major ?? 0) || isNvidiaNumber(number));
    if (isNode) return number;
    this.#ordinary = { file, left: OPENS_OF_ONE_FILE };
    return 'ordinary';
  }

  /**
   * True when the fd behind a node's name is the very file of that name in our own /dev, and that is no device: somebody wrote to
   * a node that was not there. False also where that cannot be told, as for a file in the /dev of a container.
   */
  #isOrdinary(process: Proc, link: string, text: string): boolean {
    const name = nodeName(link);
    if (name === null || !link.endsWith(name)) return false;
    if (this.#root.kind === 'tree') return isOrdinaryInTree(this.#root, process, link);
    const inode = genericNumber(text, 'ino');
    const own = this.#root.files.lstat(this.#root.dev + link.slice('/dev'.length));
    if (own instanceof Failure || own.charDevice !== null || own.ino !== inode) return false;
    return this.#fileSystemOf(process, text) === fileSystemOf(own);
  }

  /** `major:minor` of the file system of a fdinfo text's file; null: not known. */
  #fileSystemOf(process: Proc, text: string): string | null | Failure {
    const mount = this.#mountOf(process, text);
    return mount instanceof Failure ? mount : (mount?.device ?? null);
  }

  #mountOf(process: Proc, text: string): Mount | null | Failure {
    const mountId = genericNumber(text, 'mnt_id');
    if (mountId === null) return null;
    const mountinfo = process.mountinfo();
    // Nobody has to record the mounts in a tree.
    if (mountinfo instanceof Failure) return this.#root.kind === 'tree' && mountinfo.gone ? null : mountinfo;
    return (
      parseMountinfo(mountinfo).get(mountId) ?? (mountinfo.endsWith('\n') ? null : new Failure('EIO', `${process.dir}mountinfo`))
    );
  }

  #add(path: string): Failure | null {
    const { files, kind } = this.#root;
    const found = files.lstat(path);
    if (found instanceof Failure) return found;
    const number = kind === 'tree' ? treeNodeNumber(files, path) : found.charDevice && deviceNumber(found.charDevice);
    if (number === null) return null;
    this.#numbers.set(`${fileSystemOf(found)} ${found.ino}`, number);
    this.#inodes.add(found.ino);
    return null;
  }
}

function fileSystemOf({ dev }: FileStat): string {
  return deviceNumber({ major: deviceMajor(dev), minor: deviceMinor(dev) });
}
