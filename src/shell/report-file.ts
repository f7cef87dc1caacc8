/** Where a command reports when its work is done: stderr, or a file that is opened before the work begins. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.js';
import type { Io } from './io.js';
import { say } from './say.js';

export interface ReportFile {
  /** Writes and closes. A file that cannot be written any more (a full disk) loses nothing: the text goes to stderr. */
  write(text: string): void;
  /** Closes without a word. */
  discard(): void;
}

/**
 * @param file undefined: stderr
 * @throws UsageError for a file that cannot be written: a mistyped folder must not cost an hour's run
 */
export function openReportFile(file: string | undefined, { stderr }: Io): ReportFile {
  if (file === undefined) return { write: (text) => void stderr.write(text), discard: () => undefined };
  const fd = openFile(file);
  return {
    write(text) {
      try {
        // A pipe or a full disk may take a part only.
        for (let rest = Buffer.from(text); rest.length > 0; rest = rest.subarray(writeSync(fd, rest)));
        closeSync(fd);
      } catch (error) {
        say(stderr, `cannot write ${file}: ${(error as Error).message}`);
        stderr.write(text);
      }
    },
    discard: () => closeSync(fd),
  };
}

function openFile(file: string): number {
  // What other programs call stdout, which is the command's.
  if (file === '-') throw new UsageError(`--output '-' is no file: give a file's name, or leave it out for stderr`);
  try {
    return openSync(file, 'w');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--output '${file}' cannot be written (${code}): give a file in a folder that is there`, {
      cause: error,
    });
  }
}
