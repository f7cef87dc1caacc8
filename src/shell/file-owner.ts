/** Who else has a say in a file that gpu-top goes by, or is about to write. */
import { statSync } from 'node:fs';

/** True of what exists and is neither ours nor root's: whoever owns a folder can put another file in the place of any in it. */
export function isOfOthers(path: string): boolean {
  const uid = ownerOf(path)?.uid ?? 0;
  return uid !== 0 && uid !== process.geteuid?.();
}

/** One clause about a file that others can change: `belongs to another user`, `can be written by others`; null: none can, or there is none. */
export function sayOfOthers(path: string): string | null {
  if (isOfOthers(path)) return 'belongs to another user';
  return ((ownerOf(path)?.mode ?? 0) & 0o002) === 0 ? null : 'can be written by others';
}

function ownerOf(path: string): { readonly uid: number; readonly mode: number } | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Whoever reads the file says why it cannot be.
    return undefined;
  }
}
