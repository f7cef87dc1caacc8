/** Programs that some tests need and not every machine has. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';

/**
 * Every test that something may be missing for asks here. The reason is printed, so that a run tells what it left out; where
 * `GPU_TOP_REQUIRE` names it (`GPU_TOP_REQUIRE=tmux,sshd npm test`), it is an error in place of a skip.
 *
 * @param name what is missing, as GPU_TOP_REQUIRE calls it
 * @param why null: it is there
 */
export function skipped<Why extends string | null>(name: string, why: Why): Why {
  if (why === null) return why;
  if ((process.env.GPU_TOP_REQUIRE ?? '').split(/[\s,]+/).includes(name)) throw new Error(`GPU_TOP_REQUIRE: ${name}: ${why}`);
  process.stdout.write(`skipped: ${why} (${name})\n`);
  return why;
}

/** Why a program cannot be used here, or null. */
export function whyWithout(program: string, debianPackage: string): string | null {
  const { error } = spawnSync(program, ['--version']);
  return skipped(program, error === undefined ? null : `${program} is not installed (Debian package ${debianPackage})`);
}

/** Runs a program and gives all it printed with its exit code. */
export function run(
  program: string,
  args: readonly string[],
  cwd?: string,
): { readonly code: number | null; readonly text: string } {
  // In a locale of its own: a container has none.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const result: SpawnSyncReturns<string> = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { code: result.status, text: `${result.stdout}${result.stderr}` };
}
