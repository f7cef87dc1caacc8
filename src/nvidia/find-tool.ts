/** Which nvidia-smi runs. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const NAME = 'nvidia-smi';
/** Writable by group or others. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * The tool's absolute path: as GPU_TOP_NVIDIA_SMI names it, else the first in PATH. A relative folder of PATH, and one into which others may
 * write, is passed over: what lies there need not be NVIDIA's. Null: there is none.
 */
export function findNvidiaSmi(environment: NodeJS.ProcessEnv): string | null {
  const named = environment['GPU_TOP_NVIDIA_SMI'];
  if (named !== undefined && named !== '') return isAbsolute(named) && isExecutable(named) ? named : null;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return (
    folders
      .filter(isKept)
      .map((folder) => join(folder, NAME))
      .find(isExecutable) ?? null
  );
}

function isKept(folder: string): boolean {
  try {
    return (statSync(folder).mode & WRITABLE_BY_OTHERS) === 0;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
