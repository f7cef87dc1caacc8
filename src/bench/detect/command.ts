/** `gpu-top detect`: every way of finding DRM fds, on this system. */
import { type Command, Option } from 'commander';
import { safeJson } from '../../output/safe-json.js';
import { openRoot } from '../../procfs/root.js';
import { countOption, durationOption } from '../../shell/duration.js';
import type { CommandContext } from '../../shell/context.js';
import { addRootOptions, type RootOptions } from '../../options/source-options.js';

interface DetectFlags extends RootOptions {
  readonly json?: boolean;
  readonly rounds: number;
  /** Milliseconds. */
  readonly timeout: number;
}

export function addDetectCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('detect')
    .description('compare the strategies: what each finds, misses and costs on this system');
  addRootOptions(command)
    .option('--rounds <count>', 'timed walks of each strategy', countOption(1, 1000), 5)
    .addOption(
      new Option('--timeout <duration>', 'a walk that takes longer hangs')
        .argParser(durationOption(100, 3_600_000))
        .default(10_000, '10s'),
    )
    .option('--json', 'everything as JSON')
    .action(async (flags: DetectFlags) => {
      const root = openRoot(flags);
      const { compareStrategies } = await import('./compare.js');
      const { printDetection } = await import('./print.js');
      const detection = await compareStrategies(
        { root, rootDir: flags.root ?? null, procDir: flags.proc ?? null, rounds: flags.rounds, timeoutMs: flags.timeout },
        (strategy) => {
          if (io.stderr.isTTY) io.stderr.write(`\r\x1b[Kwalking by ${strategy}...`);
        },
      );
      if (io.stderr.isTTY) io.stderr.write('\r\x1b[K');
      io.stdout.write(flags.json ? `${safeJson(detection, 2)}\n` : printDetection(detection));
      exit(0);
    });
}
