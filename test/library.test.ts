/** The package as those see it who import it: the example in its documentation, its types, and the packed tarball. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../src/index.js';
import { temporaryTree } from './support/tree.js';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** The documentation whose first `js` block is the long example, and the one with the short. */
const EXAMPLE_IN = 'docs/library.md';
const SHORT_EXAMPLE_IN = 'README.md';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-top-library-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(PROJECT, join(folder, 'node_modules/gpu-top'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function example(file = EXAMPLE_IN): string {
  const [, code] = /```js\n(.*?)```/s.exec(readFileSync(join(PROJECT, file), 'utf8')) ?? [];
  if (code === undefined) throw new Error(`${file} has no js block`);
  return code;
}

describe('the example in the documentation', () => {
  it('runs on this machine', async () => {
    writeFileSync(join(folder, 'example.js'), example());
    const { stdout } = await run(process.execPath, ['example.js'], { cwd: folder });
    expect(stdout).toMatch(/^amdgpu 42 1500n$/m);
    expect(stdout).toMatch(/^\d+ devices, \d+ clients, \d+ processes unreadable$/m);
  });

  it('prints the clients of a tree', async () => {
    using tree = temporaryTree();
    const fdinfo = 'drm-driver:\tv3d\ndrm-client-id:\t7\ndrm-engine-render:\t5 ns\n';
    tree.putProcess({ pid: 42, comm: 'evil\x1b[2J', fds: { 3: { link: '/dev/dri/card0', fdinfo } } });
    writeFileSync(join(folder, 'tree.js'), example().replace('openRoot()', `openRoot({ root: '${tree.root}' })`));
    const { stdout } = await run(process.execPath, ['tree.js'], { cwd: folder });
    expect(stdout).toContain('42 evil·[2J v3d render 0.0 %\n');
    expect(stdout).toContain('1 devices, 1 clients, 0 processes unreadable');
  });

  it('is true in the README as well', async () => {
    using tree = temporaryTree();
    const fdinfo = 'drm-driver:\tv3d\ndrm-client-id:\t7\ndrm-engine-render:\t5 ns\n';
    tree.putProcess({ pid: 42, comm: 'evil\x1b[2J', fds: { 3: { link: '/dev/dri/card0', fdinfo } } });
    const here = example(SHORT_EXAMPLE_IN);
    writeFileSync(join(folder, 'here.js'), here);
    await run(process.execPath, ['here.js'], { cwd: folder });
    const there = here.replace('openRoot()', `openRoot({ root: '${tree.root}' })`);
    expect(there).not.toBe(here);
    writeFileSync(join(folder, 'there.js'), there);
    const { stdout } = await run(process.execPath, ['there.js'], { cwd: folder });
    expect(stdout).toBe('42 evil·[2J render 0\n');
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ])('passes the strictest type check under %s and %s', { timeout: 60_000 }, async (module, moduleResolution) => {
    // The blocks are JavaScript; renamed they are checked as TypeScript, without any types but those of Node.js.
    writeFileSync(join(folder, 'example.ts'), example());
    writeFileSync(join(folder, 'short.ts'), example(SHORT_EXAMPLE_IN));
    writeFileSync(
      join(folder, 'line.ts'),
      `import { createLedger, type GpuTopLine, jsonSnapshot, parseFdinfo, type ScanSource, type Sweep } from 'gpu-top';
       import schema from 'gpu-top/schema/gpu-top-1.json'${module === 'node16' ? '' : " with { type: 'json' }"};
       export const sweep = (source: ScanSource): Promise<Sweep> => source.next();
       export const line = (sweep: Sweep): GpuTopLine => jsonSnapshot(createLedger().fold(sweep));
       export const pids = (sweep: Sweep): (number | null)[] => line(sweep).clients.map(({ pid }) => pid);
       export const id: string = schema.$schema;
       export const left: bigint | null | undefined = parseFdinfo('').engines.get('gfx')?.cycles;\n`,
    );
    const options = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, module, moduleResolution };
    const more = {
      ...{ target: 'es2023', noEmit: true, skipLibCheck: module !== 'nodenext', resolveJsonModule: true },
      ...{ types: ['node'], typeRoots: [join(PROJECT, 'node_modules/@types')] },
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...more }, files: ['example.ts', 'short.ts', 'line.ts'] }),
    );
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe('');
  });
});

describe('the exports', () => {
  it('are what the documentation lists', () => {
    const listed = [...readFileSync(join(PROJECT, EXAMPLE_IN), 'utf8').matchAll(/^\| `(\w+)/gm)].map(([, name]) => name);
    const own = Object.keys(library).filter((name) => !['Failure', 'STRATEGY_NAMES'].includes(name));
    expect(own.sort()).toEqual(listed.sort());
  });

  it('do not reach into the package', async () => {
    writeFileSync(join(folder, 'inside.js'), "import 'gpu-top/dist/scan/scanner.js';\n");
    await expect(run(process.execPath, ['inside.js'], { cwd: folder })).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
