/** `gpu-top wait`: until a process or a device has been idle for a while, for scripts. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../shell/context.js';
import { countOption, durationOption } from '../shell/duration.js';
import { addRootOptions } from '../options/source-options.js';
import type { WaitFlags } from './wait-idle.js';

export function addWaitCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('wait')
    .description('wait until a process or a device has been idle for a while; exit code 0, or 124 after --timeout')
    .option('--pid <pid>', 'this process; its end counts as idle', countOption(1))
    .option('--device <id>', 'this device: card1, 03:00.0, 0, a driver')
    .addOption(
      new Option('--idle <duration>', 'for so long without a break')
        .argParser(durationOption(0, 365 * 86_400_000))
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('--below <percent>', 'idle is less than this on each engine; what is unknown is not idle')
        .argParser(percentOption)
        .default(0.05, '5%'),
    )
    .option('--timeout <duration>', 'give up after so long', durationOption(0, 2 ** 31 - 1))
    .option(
      '-d, --delay <duration>',
      'time between sweeps (default: a quarter of --idle, 1 s at most)',
      durationOption(10, 3_600_000),
    )
    .option('-v, --verbose', 'say on stderr what is waited for');
  addRootOptions(command).action(async (flags: WaitFlags) => {
    const { waitIdle } = await import('./wait-idle.js');
    exit(await waitIdle(flags, io));
  });
}

function percentOption(text: string): number {
  const value = /^(\d+(?:\.\d*)?|\.\d+) ?%?$/.exec(text.trim())?.[1];
  if (value === undefined || Number(value) <= 0 || Number(value) > 100)
    throw new InvalidArgumentError('Expected a percentage above 0, such as 5% or 0.5.');
  return Number(value) / 100;
}
