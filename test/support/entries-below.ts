/** What is in a folder and in those below it. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Links are told as links. `readdirSync` with `recursive` goes through them on Node 24, and in /sys some lead back up. */
export function entriesBelow(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry, ...entriesBelow(join(folder, entry.name))] : [entry],
  );
}
