/** The options that say how ticks are shown, and all options together that a command which shows them has. */
import { type Command, Option } from 'commander';
import { type FormatFlags, optionalFormats } from '../output/format.js';
import { countOption, durationOption } from '../shell/duration.js';
import { addHiddenAlias } from './hidden-alias.js';
import type { ScreenFlags } from './screen-options.js';
import type { SourceOptions } from './source-options.js';
import type { ViewFlags } from './view-options.js';

export interface OutputFlags extends FormatFlags {
  readonly once?: boolean;
  readonly batch?: boolean;
  /** Milliseconds. */
  readonly over?: number;
  readonly iterations?: number;
  /** Milliseconds. */
  readonly delay?: number;
  readonly check?: boolean;
  readonly output?: string;
}

export type TopFlags = SourceOptions & ViewFlags & OutputFlags & ScreenFlags;

const GROUP = 'How to show it:';

/** Options of every command that prints ticks. */
export function addOutputOptions(command: Command): Command {
  command
    .addOption(new Option('-1, --once', 'measure one interval, print one table and leave').helpGroup(GROUP))
    .addOption(new Option('-b, --batch', 'tables without a screen, one each tick').helpGroup(GROUP));
  command.addOption(
    new Option('--over <duration>', 'with -1 or --json: watch for so long, then say who used what in that time')
      .argParser(durationOption(1000, 86_400_000))
      .conflicts(['batch', 'iterations', 'csv', 'prom', 'sort', 'reverse', 'filter', 'by', 'user', 'pid', 'all'])
      .helpGroup(GROUP),
  );
  for (const { name, help } of optionalFormats()) {
    const others = optionalFormats().flatMap((other) => (other.name === name ? [] : other.name));
    command.addOption(new Option(`--${name}`, help).conflicts(others).helpGroup(GROUP));
  }
  command
    .addOption(new Option('-n, --iterations <count>', 'leave after so many ticks').argParser(countOption(1)).helpGroup(GROUP))
    .addOption(
      new Option('-d, --delay <duration>', 'time between ticks: seconds, or with a unit such as 500ms (default: 1)')
        .argParser(durationOption(10, 86_400_000))
        .helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '-o, --output <file>',
        'into a file that holds the newest tick alone and is replaced whole; - is stdout',
      ).helpGroup(GROUP),
    )
    .addOption(
      new Option('--check', "test each tick against the ledger's invariants; exit 1 and say which when one fails").helpGroup(
        GROUP,
      ),
    );
  return addHiddenAlias(command, '--interval <duration>', '--delay');
}
