/** The options that say what to show of a snapshot; the same for text, JSON, CSV and the screen. */
import { type Command, Option } from 'commander';
import { UsageError } from '../errors/usage-error.js';
import { printable } from '../view/text/printable.js';
import { countOption } from '../shell/duration.js';
import { keyMeant } from '../view/columns/columns.js';
import { parseFilter } from '../view/filter/filter.js';
import { GROUPINGS, type Grouping, type ViewOptions } from '../view/row/row.js';

export interface ViewFlags {
  readonly sort?: string | null | undefined;
  readonly reverse?: boolean | undefined;
  readonly filter?: string | undefined;
  readonly by?: Grouping | undefined;
  readonly device?: string | undefined;
  readonly all?: boolean | undefined;
  readonly user?: string | undefined;
  readonly pid?: readonly number[] | undefined;
}

const GROUP = 'What to show:';

export function addViewOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-s, --sort <key>', 'sort by a column: pid, user, gfx, vram, time... (default: the busiest first)').helpGroup(
        GROUP,
      ),
    )
    .addOption(new Option('--reverse', 'turn the order round').helpGroup(GROUP))
    .addOption(
      new Option('--filter <expr>', "only what matches, e.g. 'user:root gfx>5 vram>1G !idle'")
        .argParser((text: string) => parseFilter(text).text)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '--by <grouping>',
        'one row per client, process, user, unit, or part of units such as pod or slurm_job (default: client)',
      )
        .choices(GROUPINGS)
        .helpGroup(GROUP),
    )
    .addOption(new Option('--device <id>', 'only this device: card1, 03:00.0, 0, a driver').helpGroup(GROUP))
    .addOption(new Option('-u, --user <name>', "only this user's, as --filter user:NAME").helpGroup(GROUP))
    .addOption(
      new Option('-p, --pid <pid>', 'only this process; of several 10,20, or -p again').argParser(pidsOption).helpGroup(GROUP),
    )
    .addOption(new Option('--all', 'idle clients too').helpGroup(GROUP));
}

/** `42`, or `42,43`, beside those that were given before. */
function pidsOption(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, ...text.split(',').map(countOption(1))];
}

export function viewOptions(flags: ViewFlags): ViewOptions {
  return {
    sort: flags.sort == null ? null : keyMeant(flags.sort),
    reverse: flags.reverse ?? false,
    filter: allOf(flags),
    by: flags.by ?? 'client',
    device: flags.device ?? null,
    all: flags.all ?? false,
  };
}

/** @throws UsageError for a user's name with a quote in it, which no filter can hold */
function allOf({ filter = '', user, pid }: ViewFlags): string {
  if (user?.includes('"') === true) throw new UsageError(`--user '${printable(user)}' is no user's name`);
  return [filter, user === undefined ? '' : `user:"${user}"`, pid === undefined ? '' : `pid:${pid.join('|')}`]
    .filter(Boolean)
    .join(' ');
}
