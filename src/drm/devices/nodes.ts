/**
 * The DRM device nodes that sysfs lists: `card0`, `renderD128`, `accel0`.
 *
 * /sys/class/drm also holds connectors (`card0-HDMI-A-1`), the historic control nodes and a `version` file, which
 * are not devices. Where both class folders are missing, as in a thin tree, /sys/dev/char names the same nodes by
 * number (Documentation/admin-guide/devices.txt: 226 is drm, 261 is accel).
 */
import { Failure, type Files } from '../../procfs/files.js';

export type NodeKind = 'card' | 'render' | 'accel';

/** What a node's name says, or null when it is not the name of a node. The number orders nodes of one kind. */
export function parseNodeName(name: string): { readonly kind: NodeKind; readonly number: number } | null {
  const match = /^(?:(card)|(renderD)|(accel))(\d{1,7})$/.exec(name);
  if (match === null) return null;
  const kind = match[1] !== undefined ? 'card' : match[2] !== undefined ? 'render' : 'accel';
  return { kind, number: Number(match[4]) };
}

/** One entry of the listing: where sysfs shows a node, and a mark that changes when the node is made anew. */
export interface NodeEntry {
  /** Path below sysDir: `class/drm/card0`, `dev/char/226:0`. */
  readonly path: string;
  /** The entry's own inode number: a device that is unplugged and plugged gets its old name, but not its old inode. */
  readonly inode: number | null;
}

export interface NodeListing {
  readonly entries: readonly NodeEntry[];
  /** Folders that are there and could not be read, or not to their end. A missing folder is a machine without such devices. */
  readonly failures: readonly Failure[];
}

const CLASS_FOLDERS = ['class/drm', 'class/accel'];
const NUMBER_FOLDER = 'dev/char';
/** Nodes of a folder that are looked at: a far machine says what it likes. Five hundred GPUs have as many. */
const MOST_NODES = 1024;

/** Lists the nodes. Two directory reads and one lstat a node, so it can be asked each tick. */
export function listNodes(files: Files, sysDir: string): NodeListing {
  const entries: NodeEntry[] = [];
  const failures: Failure[] = [];
  let missing = 0;
  const collect = (folder: string, isNode: (name: string) => boolean): void => {
    const names = files.list(`${sysDir}/${folder}`);
    if (names instanceof Failure) {
      if (names.gone) missing++;
      else failures.push(names);
      return;
    }
    const nodes = names.filter(isNode);
    if (nodes.length > MOST_NODES) failures.push(new Failure('EOVERFLOW', `${sysDir}/${folder}`));
    for (const name of nodes.slice(0, MOST_NODES)) {
      const stat = files.lstat(`${sysDir}/${folder}/${name}`);
      entries.push({ path: `${folder}/${name}`, inode: stat instanceof Failure ? null : stat.ino });
    }
  };
  for (const folder of CLASS_FOLDERS) collect(folder, (name) => parseNodeName(name) !== null);
  if (missing === CLASS_FOLDERS.length) collect(NUMBER_FOLDER, (name) => /^(?:226|261):\d+$/.test(name));
  return { entries, failures };
}
