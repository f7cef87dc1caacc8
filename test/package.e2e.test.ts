/** The package as a user gets it: the packed tarball, installed for all into an empty folder, without sources and without git. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TmuxPane, whyNoTmux } from './support/tmux.js';
import { skipped } from './support/tools.js';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** How npm says that there is no registry to be had. */
const NO_REGISTRY = /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E40[13]|network/;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function isAskedOfCommonJs(problem: Problem): boolean {
  const asked = 'resolutionKind' in problem ? problem.resolutionKind : null;
  return asked === 'node10' || asked === 'node16-cjs';
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
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

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
        'dist/bundle/index.d.ts',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'docs/library.md',
      ],
      ...['docs/man/gpu-top.1', 'docs/completions/gpu-top.bash', 'docs/completions/_gpu-top', 'docs/completions/gpu-top.fish'],
      'docs/schema/gpu-top-1.json',
      'docs/schema/gpu-top-over-1.json',
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => /^(src|test|fixtures|\.ci|coverage)\/|\.test\./.test(path))).toEqual([]);
    // The public types in one file, and none of the program's own.
    expect(paths.filter((path) => path.endsWith('.d.ts'))).toEqual(['dist/bundle/index.d.ts']);
  });

  it('is what publint and arethetypeswrong would have it', async () => {
    const tarball = readFileSync(join(folder, packed?.filename ?? ''));
    const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
    expect(messages).toEqual([]);
    const checked = await checkPackage(createPackageFromTarballData(tarball));
    // Modules for import and not for require: what is asked of the other two ways has no answer.
    const asked = checked.types === false ? [] : checked.problems.filter((problem) => !isAskedOfCommonJs(problem));
    expect({ types: checked.types !== false, problems: asked }).toEqual({ types: true, problems: [] });
  });

  /** Installs it where there is nothing but node and the shell that npm cannot do without: no git, no compiler. */
  async function install(skip: (why: string) => void, ...options: readonly string[]): Promise<string> {
    const place = mkdtempSync(join(folder, 'installed-'));
    const tools = join(place, 'tools');
    mkdirSync(tools);
    symlinkSync(process.execPath, join(tools, 'node'));
    symlinkSync('/bin/sh', join(tools, 'sh'));
    // All else as it is: proxies, certificates and registries are told to npm there.
    env = { ...process.env, PATH: tools, LC_ALL: 'C.UTF-8' };
    const { stdout: npm } = await run('sh', ['-c', 'readlink -f "$(command -v npm)"']);
    const words = [
      'install',
      ...options,
      '--prefix',
      place,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--fetch-retries',
      '0',
    ];
    try {
      await run(process.execPath, [npm.trim(), ...words, join(folder, packed?.filename ?? '')], {
        ...{ cwd: place, env, timeout: 150_000, maxBuffer: 2 ** 24 },
      });
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      if (NO_REGISTRY.test(stderr)) skip(skipped('npm', 'no npm registry to be had'));
      throw error;
    }
    return place;
  }
  let env: NodeJS.ProcessEnv = {};

  it('installs with npm alone and runs', { timeout: 180_000 }, async ({ skip }) => {
    const prefix = await install(skip, '--global');
    const gpuTop = async (...words: string[]): Promise<string> =>
      (await run(join(prefix, 'bin/gpu-top'), words, { cwd: prefix, env })).stdout;
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
    expect(await gpuTop('--version')).toBe(`${version}\n`);
    expect(await gpuTop('-1', '--demo')).toContain('gpu-top · demo · 2 devices');
    await gpuTop('record', '--demo', '-n', '1', '-d', '100ms', 'recording');
    expect(JSON.parse(await gpuTop('replay', '--json', 'recording'))).toMatchObject({ schema: 'gpu-top/1' });
    // npm links it only where `man` in package.json is a list.
    const page = join(prefix, 'share/man/man1/gpu-top.1');
    expect(readFileSync(page, 'utf8')).toContain('.SH OPTIONS');
    const packages = readdirSync(join(prefix, 'lib/node_modules/gpu-top/node_modules'));
    expect(packages).toContain('blessed-contrib');
    expect(packages).not.toContain('vitest');
  });

  it('draws its own graph where optional packages are left out', { timeout: 180_000 }, async ({ skip }) => {
    const noTmux = whyNoTmux();
    if (noTmux !== null) skip(noTmux);
    // Into a folder: npm leaves nothing out of what it installs globally.
    const packages = join(await install(skip, '--omit=optional'), 'node_modules');
    expect(readdirSync(packages)).not.toContain('blessed-contrib');
    const program = `${process.execPath} ${join(packages, '.bin/gpu-top')}`;
    await using pane = await TmuxPane.start(`LC_ALL=C.UTF-8 ${program} --demo --no-config -d 0.2`, 100, 30);
    await expect.poll(() => pane.text(), { timeout: 15_000 }).toContain('scan ');
    await pane.type('g');
    await expect.poll(() => pane.text(), { timeout: 15_000 }).toMatch(/^ 75 │.*[⠁-⣿]?.*\n[^]*^ 50 │[^]*^ 25 │[^]*^  0 │.*[⠁-⣿]/m);
    expect(await pane.text()).not.toMatch(/contrib|error/i);
    await pane.type('q', 'q');
    await expect.poll(() => pane.onAlternateScreen(), { timeout: 15_000 }).toBe(false);
  });
});
