/** The package as a user gets it: the packed tarball, installed for all into an empty folder, without sources and without git. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** How npm says that there is no registry to be had. */
const NO_REGISTRY = /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E40[13]|network/;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let folder = '';
let packed: Packed | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-top-package-'));
  // What is built is packed as it is: a build in the middle of the tests would pull the program from under them.
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', words, { cwd: PROJECT, maxBuffer: 2 ** 24 });
  packed = (JSON.parse(stdout) as Packed[])[0] ?? null;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('npm start shows something on every machine', async () => {
  const { stdout } = await run('npm', ['start', '--silent', '--', '-n', '1'], {
    cwd: PROJECT,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(stdout).toMatch(/^gpu-top · /m);
});

describe('the tarball', () => {
  it('holds program, types, man page, completions, schema and licence, and no source or test', () => {
    const paths = packed?.files.map(({ path }) => path) ?? [];
    for (const path of [
      ...[
        'bin/gpu-top.js',
        'dist/bundle/main.js',
        'dist/bundle/index.js',
        'dist/index.d.ts',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'docs/library.md',
      ],
      ...['docs/man/gpu-top.1', 'docs/completions/gpu-top.bash', 'docs/completions/_gpu-top', 'docs/completions/gpu-top.fish'],
      'docs/schema/gpu-top-1.json',
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => /^(src|test|fixtures|\.ci|coverage)\/|\.test\./.test(path))).toEqual([]);
  });

  it('installs with npm alone and runs', { timeout: 180_000 }, async ({ skip }) => {
    const prefix = join(folder, 'prefix');
    const empty = join(folder, 'empty');
    const tools = join(folder, 'tools');
    for (const path of [prefix, empty, tools]) {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
    }
    // No git, no compiler: node, and the shell that npm cannot do without.
    symlinkSync(process.execPath, join(tools, 'node'));
    symlinkSync('/bin/sh', join(tools, 'sh'));
    const { stdout: npm } = await run('sh', ['-c', 'readlink -f "$(command -v npm)"']);
    // All else as it is: proxies, certificates and registries are told to npm there.
    const env = { ...process.env, PATH: tools, LC_ALL: 'C.UTF-8' };
    const options = ['--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries', '0'];
    try {
      await run(process.execPath, [npm.trim(), 'install', '-g', ...options, join(folder, packed?.filename ?? '')], {
        ...{ cwd: empty, env, timeout: 150_000, maxBuffer: 2 ** 24 },
      });
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      if (NO_REGISTRY.test(stderr)) skip('no npm registry to be had');
      throw error;
    }
    const installed = join(prefix, 'bin/gpu-top');
    const gpuTop = async (...words: string[]): Promise<string> => (await run(installed, words, { cwd: empty, env })).stdout;
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
    expect(await gpuTop('--version')).toBe(`${version}\n`);
    expect(await gpuTop('-1', '--demo')).toContain('gpu-top · demo · 4 devices');
    await gpuTop('record', '--demo', '-n', '1', '-d', '100ms', 'recording');
    expect(JSON.parse(await gpuTop('replay', '--json', 'recording'))).toMatchObject({ schema: 'gpu-top/1' });
    // npm links it only where `man` in package.json is a list.
    const page = join(prefix, 'share/man/man1/gpu-top.1');
    expect(readFileSync(page, 'utf8')).toContain('.SH OPTIONS');
    expect(existsSync(join(dirname(installed), '../lib/node_modules/gpu-top/node_modules/vitest'))).toBe(false);
  });
});
