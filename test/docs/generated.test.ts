/**
 * Documents made from the command tree and the key table. `npm run docs` writes them; without that, one that says something
 * else than the program does fails here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { describe, expect, test } from 'vitest';
import { describeCommand } from '../../src/cli/completion/command-tree.js';
import { completionScript } from '../../src/cli/completion/scripts.js';
import { type KeyDoc, manPage } from './man-page.js';
import { DRIVERS, driverTable } from './drivers.js';
import { commandTable, keyTable, nameTable, optionTables, rightsTable, runLines } from './markdown.js';
import { processIo } from '../../src/shell/io.js';
import { createProgram } from '../../src/cli/program.js';
import { packageVersion } from '../../src/shell/version.js';
import { NAME_DOCS } from './names.js';
import { RIGHTS } from '../../src/view/coverage/rights.js';
import { SETTING_DOCS } from '../../src/tui/state/settings.js';
import { bindings, keyLabel } from '../../src/tui/state/keys.js';
import { readingEffect } from '../../src/drm/fdinfo/reading-wakes.js';
import { SILENT_DRIVERS } from '../../src/drm/fdinfo/silent-drivers.js';
import { skipped } from '../support/tools.js';

const program = describeCommand(createProgram(processIo(), () => undefined));
const keys: KeyDoc[] = bindings('normal').map((binding) => ({ keys: binding.keys.map(keyLabel).join(', '), help: binding.help }));
const installed = (command: string): boolean =>
  skipped(command, spawnSync('sh', ['-c', `command -v ${command}`]).status === 0 ? null : `${command} is not installed`) === null;

describe('the man page', () => {
  const page = manPage({
    program,
    version: packageVersion(),
    keys,
    settings: SETTING_DOCS,
    names: NAME_DOCS,
  });

  test('is the committed one', () => expect(page).toMatchFileSnapshot('../../docs/man/gpu-top.1'));

  test('names every option, command and key', () => {
    const plain = page.replaceAll('\\-', '-').replaceAll('\\e', '\\');
    for (const { long } of program.options) expect(plain).toContain(long);
    for (const { name } of program.commands) expect(plain).toContain(`.SS gpu-top ${name}`);
    for (const { help } of keys) expect(plain).toContain(help);
  });

  test.skipIf(!installed('mandoc'))('is accepted by mandoc (skipped where mandoc is missing)', () => {
    const { stdout, status } = spawnSync('mandoc', ['-Tlint', '-Werror'], { input: page, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe.each([
  ['bash', 'gpu-top.bash', ['-n']],
  ['zsh', '_gpu-top', ['-n']],
  ['fish', 'gpu-top.fish', ['--no-execute']],
] as const)('the %s completion', (shell, file, check) => {
  const script = completionScript(shell, program);

  test('is the committed one', () => expect(script).toMatchFileSnapshot(`../../docs/completions/${file}`));

  test.skipIf(!installed(shell))(`is accepted by ${shell} (skipped where it is missing)`, () => {
    const path = fileURLToPath(new URL(`../../docs/completions/${file}`, import.meta.url));
    const { stderr, status } = spawnSync(shell, [...check, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

test('bash completes commands, options and their values', () => {
  const complete = (...words: string[]): string[] => {
    const script = `${completionScript('bash', program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _gpu_top; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  };
  expect(complete('gpu-top', 'rep')).toEqual(['replay']);
  expect(complete('gpu-top', '--strat')).toEqual(['--strategy']);
  expect(complete('gpu-top', '--strategy', 'st')).toEqual(['stat']);
  expect(complete('gpu-top', 'bench', '--mark')).toEqual(['--markdown']);
});

test('the types of a JSON line are those of its schema', async () => {
  const schema = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../docs/schema/gpu-top-1.json', import.meta.url)), 'utf8'),
  ) as JSONSchema;
  delete schema.title;
  delete schema.$id;
  const types = await compile(schema, 'GpuTopLine', {
    bannerComment: '/** Types of one line of `gpu-top --json`, made from docs/schema/gpu-top-1.json by `npm run docs`. */',
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 130 },
  });
  await expect(types).toMatchFileSnapshot('../../src/output/gpu-top-1.ts');
});

/** Parts between `<!-- begin NAME -->` and `<!-- end NAME -->` of a page. */
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/options.md': { commands: commandTable(program), options: optionTables(program), names: nameTable(NAME_DOCS) },
  'DRIVERS.md': { drivers: driverTable() },
  'docs/keys.md': { keys: keyTable(keys) },
  'docs/permissions.md': { rights: rightsTable(RIGHTS), 'run-with': runLines() },
};

test.each(Object.entries(PAGES))('%s shows what there is', async (page, parts) => {
  let text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
  for (const [name, part] of Object.entries(parts)) {
    const place = new RegExp(`(<!-- begin ${name} -->\\n)[^]*?(<!-- end ${name} -->)`);
    expect(text, `a place for ${name}`).toMatch(place);
    text = text.replace(place, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
  }
  await expect(text).toMatchFileSnapshot(`../../${page}`);
});

describe('drivers', () => {
  test('that print nothing are the same ones in every table', () => {
    const silent = DRIVERS.filter(({ clients }) => clients.startsWith('names only')).map(({ drmName, name }) => drmName ?? name);
    expect(silent.filter((name) => !SILENT_DRIVERS.has(name))).toEqual([]);
    expect(DRIVERS.filter(({ name }) => SILENT_DRIVERS.has(name) && !silent.includes(name))).toEqual([]);
    const printing = [...SILENT_DRIVERS].filter((name) => readingEffect(name)?.does.startsWith('prints nothing') === false);
    expect(printing).toEqual([]);
  });

  test('count since the same Linux in README and DRIVERS.md', () => {
    const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
    const [, table = ''] = /^## Drivers$(.*?)^## /ms.exec(readme) ?? [];
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const known = new Map(DRIVERS.map(({ name, since }) => [name, since === '-' ? '' : since]));
    const said = rows.flatMap(([, names = '', , , since = '']) => {
      const each = names.split(', ');
      return each.flatMap((name, at) => (known.has(name) ? [[name, each.length > 1 ? since.split(', ')[at] : since]] : []));
    });
    expect(said.length).toBeGreaterThan(5);
    expect(said).toEqual(said.map(([name = '']) => [name, known.get(name)]));
  });
});
