/** Programs that some tests need and not every machine has. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';

/** Why a program cannot be used here, or null; printed, so that a run tells what it left out. */
export function whyWithout(program: string, debianPackage: string): string | null {
  const { error } = spawnSync(program, ['--version']);
  if (error === undefined) return null;
  const why = `skipped: ${program} is not installed (Debian package ${debianPackage})`;
  process.stdout.write(`${why}\n`);
  return why;
}

/** Runs a program and gives all it printed with its exit code. */
export function run(
  program: string,
  args: readonly string[],
  cwd?: string,
): { readonly code: number | null; readonly text: string } {
  const result: SpawnSyncReturns<string> = spawnSync(program, args, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
  return { code: result.status, text: `${result.stdout}${result.stderr}` };
}
