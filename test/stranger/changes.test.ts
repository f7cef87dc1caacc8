/**
 * Two changes that somebody makes who does not know the house, as CONTRIBUTING tells them, made on a copy: a fact of devices from
 * sysfs in two source files, a column from a key of fdinfo in one. The copy must compile, and what is new must appear.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entriesBelow } from '../support/entries-below.js';
import { temporaryTree } from '../support/tree.js';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const AMDGPU = 'src/drm/devices/drivers/amdgpu.ts';
const DEVICE_FACTS = 'src/measures/device-facts.ts';
const CLIENT_FACTS = 'src/measures/client-facts.ts';

/** File, a place in it, and what to put in front of that place. */
const CHANGES: readonly (readonly [file: string, before: string, text: string])[] = [
  [
    DEVICE_FACTS,
    '} as const satisfies',
    `  sparePartRatio: {
    ...{ kind: 'number', unit: 'ratio', min: 0, max: 1, name: 'spare_part_ratio', title: 'Spare part' },
    meaning: 'How much of a part that no GPU has is in use, 0 to 1',
    summary: { rank: 12, word: 'spare' },
  },
`,
  ],
  [AMDGPU, '    const clocks = ', "    const sparePart = at.device.file('spare_part_percent');\n"],
  [AMDGPU, '          frequencyHz: ', '          sparePartRatio: percentRatio(sparePart.read()),\n'],
  [
    CLIENT_FACTS,
    '];\n\n/** Known facts',
    `  {
    fdinfoKey: 'drm-jobs-done',
    ...{ unit: 'count', name: 'jobs', key: 'jobs', title: 'JOBS', inTable: true },
    meaning: 'jobs that were done',
  },
`,
  ],
];

it('a fact of devices and a column are a few lines in three files', () => {
  using made = temporaryTree();
  const copy = join(made.root, 'copy');
  for (const each of ['src', 'package.json', 'tsconfig.json'])
    cpSync(join(REPOSITORY, each), join(copy, each), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, before, text] of CHANGES) {
    const path = join(copy, file);
    const [head = '', ...rest] = readFileSync(path, 'utf8').split(before);
    expect(rest, `one place in ${file} for ${text}`).toHaveLength(1);
    writeFileSync(path, head + text + before + rest.join(before));
  }
  expect(new Set(CHANGES.map(([file]) => file)).size).toBe(3);
  // Declarations take a fifth of the time, and nobody reads them here.
  const tsc = [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', copy, '--declaration', 'false'];
  const compiled = spawnSync(process.execPath, tsc, { encoding: 'utf8' });
  expect(compiled.stdout).toBe('');

  const tree = join(made.root, 'tree');
  cpSync(join(REPOSITORY, 'fixtures/trees/idle-client/tree'), tree, { recursive: true });
  rmSync(join(tree, 'sys'), { recursive: true });
  cpSync(join(REPOSITORY, 'fixtures/sysfs/desktop-amdgpu-i915/sys'), join(tree, 'sys'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const [, path] of filesBelow(tree).filter(([name]) => name === 'gpu_busy_percent'))
    writeFileSync(join(path, 'spare_part_percent'), '37\n');
  for (const [name, path] of filesBelow(join(tree, 'proc')).filter(([, folder]) => folder.endsWith('/fdinfo'))) {
    const text = readFileSync(join(path, name), 'utf8');
    if (text.includes('drm-client-id')) writeFileSync(join(path, name), `${text}drm-jobs-done:\t4711\n`);
  }
  const run = (...args: string[]): string => {
    const main = `import(${JSON.stringify(join(copy, 'dist/cli/main.js'))}).then(({ main }) => main(process.argv.slice(1)))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', main, '--', '--root', tree, '-1', '-d', '10ms', ...args], {
      encoding: 'utf8',
      env: { ...process.env, COLUMNS: '200' },
    });
    expect(stderr).toBe('');
    return stdout;
  };
  const json = run('--json');
  expect(json).toContain('"spare_part_ratio":0.37');
  expect(json).toContain('"jobs":4711');
  const table = run('--all');
  expect(table).toContain('spare 37.0 %');
  expect(table).toMatch(/ JOBS .*\n(.*\n)*?.* 4711 /);
  expect(run('--filter', 'jobs>4000', '--sort', 'jobs', '--all')).toContain(' 4711 ');
}, 300_000);

/** Name and folder of every file below. */
function filesBelow(folder: string): [name: string, folder: string][] {
  return entriesBelow(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, entry.parentPath]);
}
