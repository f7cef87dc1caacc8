/**
 * Makes the folder that a guest sees as /work: the built program as it would be installed, and the guest's scenes.
 */
import { chmod, cp, mkdtemp, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Most of a package's size, and nothing that runs. */
const IDLE_FILE = /\.(map|md|markdown|d\.ts|d\.cts|d\.mts|png|gif|html)$/;

/** @returns a new temporary folder, the caller's to remove
 *  @throws Error when the project is not built */
export async function packProgram(): Promise<string> {
  if (!existsSync(join(PROJECT, 'dist/cli/main.js'))) throw new Error('not built yet: run `npm run build` first');
  const work = await mkdtemp(join(tmpdir(), 'gpu-top-vm-work-'));
  await chmod(work, 0o755); // the guest's ordinary user must be let in
  const paths = ['bin', 'dist', 'package.json', ...(await productionPackages())];
  for (const path of paths) {
    await cp(join(PROJECT, path), join(work, path), { recursive: true, filter: (from) => !IDLE_FILE.test(basename(from)) });
  }
  await cp(fileURLToPath(new URL('guest', import.meta.url)), join(work, 'guest'), { recursive: true });
  return work;
}

/** Folders of the packages that the program needs at run time, as the lock file has them. Nested ones come with their parents. */
async function productionPackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && !path.includes('node_modules/', 1))
    .map(([path]) => path)
    .filter((path) => existsSync(join(PROJECT, path)));
}
