/** `gpu-top record FILE`: raw sweeps into a file that replays through the same code. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createRecorder } from '../../recording/recorder.js';
import { countOption, durationOption } from '../duration.js';
import type { Io } from '../io.js';
import { openSource } from '../open-source.js';
import { Pace } from '../pace.js';
import type { CommandContext } from '../context.js';
import { ProgressLine } from '../progress-line.js';
import { addSourceOptions, type SourceOptions } from '../source-options.js';
import { listenForStop, orStopped } from '../stop.js';
import { packageVersion } from '../version.js';

interface RecordFlags extends SourceOptions {
  readonly iterations?: number;
  /** Milliseconds. */
  readonly delay: number;
  readonly scrub?: boolean;
}

export function addRecordCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('record')
    .description('record raw sweeps for replay; an existing recording is continued')
    .argument('<file>', 'where to; - is stdout')
    .option('-n, --iterations <count>', 'end after so many sweeps beyond the first', countOption(1))
    .option('-d, --delay <duration>', 'time between sweeps', durationOption(10, 86_400_000), 1000)
    .option('--scrub', 'replace names, command lines, users, units, hosts and paths, the same everywhere: for bug reports');
  addSourceOptions(command).action(async (file: string, flags: RecordFlags) => exit(await record(file, flags, io)));
}

async function record(file: string, flags: RecordFlags, io: Io): Promise<number> {
  using stop = listenForStop(io.stdout);
  using line = new ProgressLine(io.stderr);
  const source = await openSource(flags, { apart: true });
  const recorder = await createRecorder(file === '-' ? io.stdout : file, {
    program: packageVersion(),
    bootId: bootId(),
    scrub: flags.scrub ?? false,
  });
  const { iterations = Infinity } = flags;
  try {
    const pace = new Pace(flags.delay);
    for (let tick = 0; tick <= iterations && !stop.stopped(); tick++) {
      if (tick > 0) await pace.next(stop.signal);
      if (stop.stopped()) break;
      // A read that keeps the scanner waiting must not keep the recording from being ended whole.
      const sweep = await orStopped(source.next(), stop);
      if (sweep === null) break;
      await recorder.write(sweep);
      line.show(`${recorder.sweeps} sweeps, ${recorder.bytes} bytes`, iterations === Infinity ? 0 : tick / iterations);
    }
  } finally {
    await recorder.close();
    await source.close();
  }
  line.clear();
  if (file !== '-') io.stderr.write(`gpu-top: ${recorder.sweeps} sweeps, ${recorder.bytes} bytes written to ${file}\n`);
  return stop.code;
}

/** So that a replay can tell a continued recording from one that was continued after a reboot. */
function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
