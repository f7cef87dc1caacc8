/** /proc/sys/kernel/random/boot_id (random(4)): this machine since it was started, whatever root is looked at. */
import { Failure } from './files.js';
import { nodeFiles } from './node-files.js';

/** Null where the kernel does not tell. */
export function bootId(): string | null {
  const text = nodeFiles.read('/proc/sys/kernel/random/boot_id');
  return text instanceof Failure ? null : text.trim();
}
