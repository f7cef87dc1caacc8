/** `gpu-top run -- COMMAND ARGS`: like `time`, for GPUs. */
import { type Command, Option } from 'commander';
import { durationOption } from '../shell/duration.js';
import type { CommandContext } from '../shell/context.js';
import type { RunFlags } from './run-child.js';
import { addRootOptions } from '../options/source-options.js';

export function addRunCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('run')
    .description('run a command, then say what GPU time and memory it and its descendants used')
    .argument('<command...>', 'what to run, and its arguments')
    .addOption(
      new Option('-d, --delay <duration>', "time between sweeps: so much of each client's end may be missing")
        .argParser(durationOption(10, 3_600_000))
        .default(100, '100ms'),
    )
    .option('--json', 'report as one JSON object')
    .option('-o, --output <file>', 'report into a file (default: stderr)')
    .passThroughOptions();
  addRootOptions(command).action(async (words: string[], flags: RunFlags) => {
    const { runChild } = await import('./run-child.js');
    exit(await runChild(words, flags, io));
  });
}
