/** A root with one text, whatever path is asked for. */
import { Failure, type Files } from '../../src/procfs/files.js';

export function oneFile(text: string): Files {
  const missing = (path: string): Failure => new Failure('ENOENT', path);
  return { list: missing, link: missing, stat: missing, lstat: missing, read: (_, capBytes = 65_536) => text.slice(0, capBytes) };
}
