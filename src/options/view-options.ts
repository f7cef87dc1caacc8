/** The options that say what to show of a snapshot; the same for text, JSON, CSV and the screen. */
import { type Command, Option } from 'commander';
import { GROUPINGS, type Grouping, type ViewOptions } from '../view/row.js';

export interface ViewFlags {
  readonly sort?: string | null | undefined;
  readonly reverse?: boolean | undefined;
  readonly filter?: string | undefined;
  readonly by?: Grouping | undefined;
  readonly device?: string | undefined;
  readonly all?: boolean | undefined;
}

const GROUP = 'What to show:';

export function addViewOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--sort <key>', 'sort by a column: pid, user, gfx, vram, time... (default: the busiest first)').helpGroup(GROUP),
    )
    .addOption(new Option('--reverse', 'turn the order round').helpGroup(GROUP))
    .addOption(new Option('--filter <expr>', "only what matches, e.g. 'user:root gfx>5 vram>1G !idle'").helpGroup(GROUP))
    .addOption(
      new Option('--by <grouping>', 'one row per client, process, user or unit (default: client)')
        .choices(GROUPINGS)
        .helpGroup(GROUP),
    )
    .addOption(new Option('--device <id>', 'only this device: an id, a node name such as card1, or a driver').helpGroup(GROUP))
    .addOption(new Option('--all', 'idle clients too').helpGroup(GROUP));
}

export function viewOptions(flags: ViewFlags): ViewOptions {
  return {
    sort: flags.sort ?? null,
    reverse: flags.reverse ?? false,
    filter: flags.filter ?? '',
    by: flags.by ?? 'client',
    device: flags.device ?? null,
    all: flags.all ?? false,
  };
}
