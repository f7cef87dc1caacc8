/** A file that always holds one whole text: each new one is written beside it and renamed into its place. */
import { chmodSync, renameSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors/usage-error.js';

/**
 * The function that gives it its next text. The text that stood there stays until the next is whole, and for good where that fails.
 *
 * @param file a link is followed
 * @throws UsageError at once for what is no plain file (a rename would put one in the place of /dev/null), and from the function it gives
 */
export function replacedFile(file: string): (text: string) => void {
  const target = targetOf(file);
  // Not the target's name with an ending: node_exporter reads *.prom of the folder.
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  return (text) => {
    try {
      writeFileSync(beside, text, { mode: 0o644 });
      // Whoever reads it is another user (node_exporter), and the umask of a service may be strict.
      chmodSync(beside, 0o644);
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { force: true });
      throw cannotWrite(file, error);
    }
  };
}

function targetOf(file: string): string {
  try {
    if (statSync(file).isFile()) return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw cannotWrite(file, error);
    checkFolder(file);
    return file;
  }
  throw new UsageError(`--output '${file}' is no plain file: give a file's name, or leave it out for stdout`);
}

function checkFolder(file: string): void {
  try {
    statSync(dirname(file));
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(
    `--output '${file}' cannot be written (${code}): give a file in a folder that is there and may be written`,
    {
      cause: error,
    },
  );
}
