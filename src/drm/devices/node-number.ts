/**
 * Major and minor of a node, without opening it.
 */
import { Failure, type Files } from '../../procfs/files.js';
import { deviceNumber } from '../../procfs/device-number.js';
import type { Folder } from './sysfs/folder.js';

/**
 * @param node name of the node, `renderD128`.
 * @param folder the node's folder in sysfs, whose `dev` file holds the number; null when it cannot be reached.
 * @returns `226:128`, or null. Where sysfs has no number the node in /dev is asked by stat; a checked-in tree holds
 *   a text file `c 226:128` in its place, since git stores no device nodes.
 */
export function nodeNumber(files: Files, devDir: string, node: string, folder: Folder | null): string | null {
  return (
    parseNumber(folder?.file('dev').read() ?? '', /^(\d{1,7}:\d{1,7})\n?$/) ??
    fromDev(files, `${devDir}/${node.startsWith('accel') ? 'accel' : 'dri'}/${node}`)
  );
}

function fromDev(files: Files, path: string): string | null {
  const stat = files.stat(path);
  if (stat instanceof Failure) return null;
  if (stat.charDevice !== null) return deviceNumber(stat.charDevice);
  // Only an ordinary file has a size; a fifo or a block device would not be a stand-in and might block.
  if (stat.isDirectory || stat.size === 0) return null;
  const text = files.read(path, 64);
  if (text instanceof Failure || text.length !== stat.size) return null;
  return parseNumber(text, /^c (\d{1,7}:\d{1,7})\s*$/);
}

function parseNumber(text: string, form: RegExp): string | null {
  return form.exec(text)?.[1] ?? null;
}
