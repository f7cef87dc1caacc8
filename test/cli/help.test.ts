import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors/usage-error.js';
import { viewOptions } from '../../src/options/view-options.js';
import { durationMs } from '../../src/shell/duration.js';
import { processIo } from '../../src/shell/io.js';
import { createProgram } from '../../src/cli/program.js';
import { runHere } from '../support/memory-io.js';

const program = createProgram(processIo(), () => undefined);

function optionsOf(command: Command): { name: string; placeholder: string; value: unknown; shown: string }[] {
  return command.options.map(({ flags, defaultValue, defaultValueDescription }) => ({
    name: `${command.name()} ${flags}`,
    placeholder: /<(.*)>/.exec(flags)?.[1] ?? '',
    value: defaultValue as unknown,
    shown: defaultValueDescription ?? String(defaultValue),
  }));
}

test('a default stands in the help as one would type it', () => {
  const options = [program, ...program.commands].flatMap(optionsOf).filter(({ value }) => value !== undefined);
  const durations = options.filter(({ placeholder }) => placeholder === 'duration');
  expect(durations.length).toBeGreaterThan(3);
  for (const { name, value, shown } of durations) expect(durationMs(shown), name).toBe(value);
  for (const { name, value, shown } of options.filter(({ placeholder }) => placeholder === 'percent'))
    expect(shown, name).toBe(`${Number(value) * 100}%`);
});

test('the help begins with examples, then how to show, what to show, and the rest by group', async () => {
  const { stdout } = await runHere(['--help']);
  expect(stdout).toMatch(/^Examples:\n {2}gpu-top /);
  const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Examples',
    ...['How to show it', 'What to show', 'What to look at', 'The screen', 'More', 'Commands'],
  ]);
  expect(/-1.*\n.*-b.*\n.*--json.*\n(.*\n)+?.*-d, /.test(stdout)).toBe(true);
});

test('help COMMAND is the help of the command', async () => {
  expect((await runHere(['help', 'run'])).stdout).toBe((await runHere(['run', '--help'])).stdout);
  expect(await runHere(['help', 'rnu'])).toEqual({
    ...{ code: 2, stdout: '' },
    stderr: expect.stringContaining("unknown command 'rnu' (did you mean run?)") as string,
  });
});

test.each([
  [['--detect', 'name'], { strategy: 'name' }],
  [['--interval', '2s'], { delay: 2000 }],
  [['-s', 'time'], { sort: 'time' }],
  [['-C'], { color: false }],
])('%s of neighbours and of earlier days is taken, and not spoken of', (argv, options) => {
  const command = createProgram(processIo(), () => undefined);
  command.action(() => undefined).parse(argv, { from: 'user' });
  expect(command.opts()).toMatchObject(options);
  if (argv[0]?.startsWith('--')) expect(command.helpInformation()).not.toContain(argv[0]);
});

test('-u and -p are parts of the filter', () => {
  expect(viewOptions({ filter: 'gfx>5', user: 'ann b', pid: [42] }).filter).toBe('gfx>5 user:"ann b" pid:42');
  const command = createProgram(processIo(), () => undefined);
  command.action(() => undefined).parse(['-p', '42,43', '-p', '44'], { from: 'user' });
  expect(viewOptions(command.opts()).filter).toBe('pid:42|43|44');
  expect(() => viewOptions({ user: 'a"b' })).toThrow(UsageError);
});

test("a neighbour's option is answered with what would be right", async () => {
  const told = async (...args: string[]): Promise<[number, string]> => {
    const { code, stderr } = await runHere(args);
    return [code, stderr];
  };
  expect(await told('--tree')).toEqual([
    2,
    expect.stringMatching(/^gpu-top: unknown option '--tree': t on the screen [^\n]*\n$/),
  ]);
  expect(await told('-J')).toEqual([2, expect.stringContaining("unknown option '-J': --json")]);
  expect(await told('--color=never')).toEqual([
    2,
    expect.stringContaining("unknown option '--color=never': -C takes colours away"),
  ]);
  expect(await told('explain')).toEqual([2, expect.stringContaining('(see gpu-top explain --help)')]);
  expect(await told('--jsom')).toEqual([2, expect.stringContaining('Did you mean --json?')]);
});
