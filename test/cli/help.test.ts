import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { durationMs } from '../../src/shell/duration.js';
import { processIo } from '../../src/shell/io.js';
import { createProgram } from '../../src/cli/program.js';

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
