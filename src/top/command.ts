/**
 * `gpu-top` without a command: the screen, or ticks of text where there is no screen or none is wanted.
 */
import type { Command } from 'commander';
import { formatOf } from '../output/format.js';
import type { Source } from '../sources/source.js';
import { UsageError } from '../errors/usage-error.js';
import { nearest } from '../view/text/nearest.js';
import { printable } from '../view/text/printable.js';
import { print, runBatch } from './batch.js';
import { chooseEmitter, paperOf } from './emitters.js';
import { exampleLines } from './examples.js';
import { type Io, whyNoScreen } from '../shell/io.js';
import { createMonitor } from '../options/monitor.js';
import { openSource } from '../options/open-source.js';
import type { CommandContext } from '../shell/context.js';
import { addOutputOptions, type TopFlags } from '../options/output-options.js';
import { addScreenOptions } from '../options/screen-options.js';
import { addSourceOptions } from '../options/source-options.js';
import { replacedFile } from '../shell/replaced-file.js';
import { ProgressLine } from '../shell/progress-line.js';
import { listenForStop, type Stop } from '../shell/stop.js';
import { addViewOptions } from '../options/view-options.js';

export function addTopCommand(program: Command, { io, exit }: CommandContext): void {
  addScreenOptions(addSourceOptions(addViewOptions(addOutputOptions(program))))
    .addHelpText('before', exampleLines())
    // Excess arguments are looked at here: to commander they are too many, to the user they are a command mistyped.
    .allowExcessArguments(true)
    .action(async () => {
      const [stray] = program.args;
      if (stray !== undefined) throw new UsageError(unknownCommand(program, stray));
      exit(await top(program.opts<TopFlags>(), io));
    });
}

/** What to say of a word that is no command of `program`. */
export function unknownCommand(program: Command, name: string): string {
  const names = program.commands.map((command) => command.name());
  const guess = nearest(name, names);
  return `unknown command '${printable(name)}'${guess === null ? '' : ` (did you mean ${guess}?)`}; commands are ${names.join(', ')}`;
}

async function top(flags: TopFlags, io: Io): Promise<number> {
  if (flags.once && flags.iterations !== undefined)
    throw new UsageError('--once is one tick, so it cannot be used with --iterations');
  const source = await openSource(flags, { scannerProcess: showsScreen(flags, io) });
  try {
    return await watch(source, flags, io);
  } finally {
    await source.close();
  }
}

/** Shows a source until it ends or is ended: on the screen when there is one and nothing else was asked for. */
export async function watch(source: Source, flags: TopFlags, world: Io): Promise<number> {
  const io = flags.color === false ? { ...world, env: { ...world.env, NO_COLOR: '1' } } : world;
  const obstacle = wantsText(flags, io) ? null : whyNoScreen(io);
  if (showsScreen(flags, io)) {
    const { runScreen } = await import('./screen.js');
    return await runScreen(source, flags, io);
  }
  if (obstacle !== null) io.stderr.write(`gpu-top: no screen: ${obstacle}. Printing one table; -b prints one each tick.\n`);
  using stop = listenForStop(io.stdout);
  if (flags.over !== undefined) return await printOver(source, { ...flags, over: flags.over }, io, stop);
  const once = flags.once ?? obstacle !== null;
  return await runBatch(createMonitor(source, { check: flags.check ?? false }), await chooseEmitter(flags, io), io.stdout, stop, {
    ticks: once ? 1 : (flags.iterations ?? Infinity),
    intervalMs: flags.delay ?? 1000,
    replace: outputFile(flags),
  });
}

async function printOver(source: Source, flags: TopFlags & { over: number }, io: Io, stop: Stop): Promise<number> {
  const { watchOver } = await import('./over.js');
  // Before the minute, not after it: what cannot be written is told at once.
  const replace = outputFile(flags);
  using progress = new ProgressLine(io.stderr);
  const text = await watchOver(createMonitor(source, { check: flags.check ?? false }), stop, progress, {
    overMs: flags.over,
    intervalMs: flags.delay ?? 1000,
    device: flags.device ?? null,
    json: flags.json ?? false,
    paper: paperOf(flags, io),
  });
  if (replace === null) await print(io.stdout, text, stop);
  else replace(text);
  return stop.code;
}

/** Null: stdout, which `-` is as well. */
function outputFile({ output }: TopFlags): ((text: string) => void) | null {
  return output === undefined || output === '-' ? null : replacedFile(output);
}

/** Whether `watch` will open the full screen. */
export function showsScreen(flags: TopFlags, io: Io): boolean {
  return !wantsText(flags, io) && whyNoScreen(io) === null;
}

function wantsText(flags: TopFlags, { stdout }: Io): boolean {
  const { once, batch, output, over } = flags;
  return (
    output !== undefined ||
    over !== undefined ||
    once === true ||
    batch === true ||
    formatOf(flags).onTerminal === 'print' ||
    stdout.isTTY !== true
  );
}
