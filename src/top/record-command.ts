/** `gpu-top record FILE`: raw sweeps into a file that replays through the same code. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { bootId } from '../procfs/boot-id.js';
import type { Recorder } from '../recording/recorder.js';
import type { Sweep } from '../scan/sweep.js';
import type { Source } from '../sources/source.js';
import { orScannerEnded, ScannerEnded } from '../errors/scanner-ended.js';
import { countOption, durationOption } from '../shell/duration.js';
import type { Io } from '../shell/io.js';
import { openSource } from '../options/open-source.js';
import { Pace } from '../shell/pace.js';
import type { CommandContext } from '../shell/context.js';
import { ProgressLine } from '../shell/progress-line.js';
import { say } from '../shell/say.js';
import { addSourceOptions, isFromAfar, type SourceOptions } from '../options/source-options.js';
import { listenForStop, orStopped, type Stop } from '../shell/stop.js';
import { packageVersion } from '../shell/version.js';

/** For the last bytes, once it is to end: a reader who takes no more does not keep it. */
const PATIENCE_MS = 500;

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
    .addOption(
      new Option('-d, --delay <duration>', 'time between sweeps').argParser(durationOption(10, 86_400_000)).default(1000, '1s'),
    )
    .option('--scrub', 'replace names, command lines, users, units, hosts and paths, the same everywhere: for bug reports');
  addSourceOptions(command).action(async (file: string, flags: RecordFlags) => exit(await record(file, flags, io)));
}

async function record(file: string, flags: RecordFlags, io: Io): Promise<number> {
  const toStream = file === '-';
  using stop = listenForStop(io.stdout);
  using line = new ProgressLine(io.stderr);
  const source = await openSource(flags, { scannerProcess: true });
  try {
    const { createRecorder } = await import('../recording/recorder.js');
    const recorder = await createRecorder(toStream ? io.stdout : file, {
      program: packageVersion(),
      bootId: isFromAfar(flags) ? null : bootId(),
      scrub: flags.scrub ?? false,
    });
    try {
      await recordSweeps(source, recorder, { ...flags, toStream }, stop, line, (text) => {
        line.clear();
        say(io.stderr, text);
      });
    } finally {
      await (toStream && stop.stopped() ? Promise.race([recorder.close(), sleep(PATIENCE_MS)]) : recorder.close());
    }
    line.clear();
    if (!toStream) say(io.stderr, `${recorder.sweeps} sweeps, ${recorder.bytes} bytes written to ${file}`);
  } finally {
    // Its scanner is a process, which would keep this one from ending.
    await source.close();
  }
  return stop.code;
}

async function recordSweeps(
  source: Source,
  recorder: Recorder,
  { delay, iterations = Infinity, toStream }: RecordFlags & { readonly toStream: boolean },
  stop: Stop,
  line: ProgressLine,
  tell: (text: string) => void,
): Promise<void> {
  const pace = new Pace(delay);
  let isLost = false;
  for (let tick = 0; tick <= iterations && !stop.stopped();) {
    if (tick > 0) await pace.next(stop.signal);
    if (stop.stopped()) return;
    // A read that keeps the scanner waiting must not keep the recording from being ended whole.
    const sweep = await orStopped(orScannerEnded(source.next()), stop);
    if (sweep === null) return;
    if (sweep instanceof ScannerEnded) {
      // Before the first sweep it is not what the scanner met, but that it cannot work here.
      if (tick === 0) throw sweep;
      if (!isLost) tell(`${sweep.message}: another is started`);
      isLost = true;
      continue;
    }
    if (isLost) tell('sweeps are recorded again');
    isLost = false;
    tick += 1;
    const own = recorded(sweep);
    if (own === null) continue;
    await (toStream ? orStopped(recorder.write(own), stop) : recorder.write(own));
    line.show(`${recorder.sweeps} sweeps, ${recorder.bytes} bytes`, iterations === Infinity ? 0 : tick / iterations);
  }
}

/** The sweep as it is recorded: that of a single far machine as if it had been made there. Null: nothing came in this tick. */
function recorded(sweep: Sweep): Sweep | null {
  return sweep.hosts?.length === 1 ? (sweep.hosts[0]?.sweep ?? null) : sweep;
}
