import { spawnSync } from 'node:child_process';
import { skipped } from '../support/tools.js';

/**
 * Why a program cannot be compared with, or null; printed, so that a run tells what it left out.
 *
 * @param args make it print something that tells its age
 * @param fits found in what it prints when it is new enough
 * @param wanted where a program that is can be had
 */
export function tooOldOrMissing(program: string, args: readonly string[], fits: RegExp, wanted: string): string | null {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input: '' });
  if (error === undefined && fits.test(stdout + stderr)) return null;
  return skipped(program, `${program} ${error === undefined ? 'is too old' : 'is not installed'} (wanted: ${wanted})`);
}
