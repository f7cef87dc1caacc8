/** `gpu-top replay FILE`: a recording through the same ledger, screen and formats as the living system. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from '../shell/context.js';
import { say } from '../shell/say.js';
import { addScreenOptions } from '../options/screen-options.js';
import { durationOption } from '../shell/duration.js';
import { addViewOptions } from '../options/view-options.js';
import { addOutputOptions, type TopFlags } from '../options/output-options.js';
import { showsScreen, watch } from './command.js';

interface ReplayFlags extends TopFlags {
  readonly speed: number;
  /** Milliseconds. */
  readonly seek?: number;
}

export function addReplayCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('replay')
    .description('show a recording: screen, tables, JSON or CSV')
    .argument('<file>', 'made by gpu-top record')
    .option('--speed <factor>', 'on the screen: 2 is twice as fast', speedOption, 1)
    .option('--seek <duration>', 'begin so far into it', durationOption(0, 365 * 86_400_000));
  addScreenOptions(addOutputOptions(addViewOptions(command))).action(async (file: string, flags: ReplayFlags) => {
    // Text is wanted as fast as it can be had; only the screen replays at the pace of the recording.
    const onScreen = showsScreen(flags, io);
    const { createReplaySource } = await import('../recording/replay.js');
    const source = await createReplaySource(file, {
      speed: onScreen ? flags.speed : null,
      seekNs: (flags.seek ?? 0) * 1e6,
      holdAtEnd: onScreen,
    });
    try {
      const code = await watch(source, flags, io);
      for (const damage of source.damage) say(io.stderr, `${file}: ${damage}`);
      exit(code);
    } finally {
      await source.close();
    }
  });
}

function speedOption(text: string): number {
  const speed = Number(text);
  if (!(speed >= 0.01 && speed <= 1000)) throw new InvalidArgumentError('Expected a factor from 0.01 to 1000, such as 2.');
  return speed;
}
