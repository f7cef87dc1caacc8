/** `gpu-top wait`: until a process or a device has been idle for a while, for scripts. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Snapshot } from '../../ledger/snapshot.js';
import { Failure } from '../../procfs/files.js';
import { parseProcessStat } from '../../procfs/process-stat.js';
import { openRoot, type Root } from '../../procfs/root.js';
import { createScanSource } from '../../sources/scan-source.js';
import { type IdleState, type IdleTarget, IdleWatch } from '../../usage/idle.js';
import { UsageError } from '../../usage-error.js';
import { checkDevice, isDevice } from '../../view/devices.js';
import { duration, percent } from '../../view/numbers.js';
import { printable } from '../../view/printable.js';
import { countOption, durationOption } from '../duration.js';
import type { Io } from '../io.js';
import { createMonitor } from '../monitor.js';
import { Pace } from '../pace.js';
import type { CommandContext } from '../context.js';
import { ProgressLine } from '../progress-line.js';
import { addRootOptions, type RootOptions } from '../source-options.js';
import { listenForStop } from '../stop.js';

/** What timeout(1) answers. */
const TIMED_OUT = 124;

/** Drivers whose clients show nothing: such a device may be busy without a sign of it. */
const WITHOUT_STATISTICS: ReadonlySet<string | null> = new Set(['nouveau', 'nvidia', 'nvidia-drm']);

interface WaitFlags extends RootOptions {
  readonly pid?: number;
  readonly device?: string;
  /** Milliseconds. */
  readonly idle: number;
  /** 0..1 */
  readonly below: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly delay?: number;
  readonly verbose?: boolean;
}

export function addWaitCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('wait')
    .description('wait until a process or a device has been idle for a while; exit code 0, or 124 after --timeout')
    .option('--pid <pid>', 'this process; its end counts as idle', countOption(1))
    .option('--device <id>', 'this device: an id, a node name such as card1, or a driver')
    .option('--idle <duration>', 'for so long without a break', durationOption(0, 365 * 86_400_000), 30_000)
    .option('--below <percent>', 'idle is less than this on each engine; what is unknown is not idle', percentOption, 0.05)
    .option('--timeout <duration>', 'give up after so long', durationOption(0, 365 * 86_400_000))
    .option(
      '-d, --delay <duration>',
      'time between sweeps (default: a quarter of --idle, 1 s at most)',
      durationOption(10, 3_600_000),
    )
    .option('-v, --verbose', 'say on stderr what is waited for');
  addRootOptions(command).action(async (flags: WaitFlags) => exit(await wait(flags, io)));
}

async function wait(flags: WaitFlags, io: Io): Promise<number> {
  const target = targetOf(flags);
  const root = openRoot(flags);
  const isGone = 'pid' in target ? watchProcess(root, target.pid) : () => false;
  if (isGone()) return 0;
  const monitor = createMonitor(createScanSource({ root }));
  using stop = listenForStop(io.stdout);
  using progress = new ProgressLine(io.stderr);
  const timer = flags.timeout === undefined ? undefined : setTimeout(() => stop.now(TIMED_OUT), flags.timeout);
  const watch = new IdleWatch(target, flags.below);
  const say = teller(flags, io, progress);
  try {
    if ('device' in target) checkTarget(await monitor.next(), target.device, io);
    else await monitor.prime();
    const pace = new Pace(flags.delay ?? Math.min(1000, Math.max(100, flags.idle / 4)));
    for (;;) {
      await pace.next(stop.signal);
      if (stop.stopped()) return stop.code;
      if (isGone()) return 0;
      const snapshot = await monitor.next();
      if (snapshot === null) return 1;
      const state = watch.step(snapshot);
      say(state);
      if (state.idleNs > 0 && state.idleNs >= flags.idle * 1e6) return 0;
    }
  } finally {
    clearTimeout(timer);
  }
}

function targetOf({ pid, device }: WaitFlags): IdleTarget {
  if (pid !== undefined && device !== undefined) throw new UsageError('give --pid or --device, not both');
  if (pid !== undefined) return { pid };
  if (device !== undefined) return { device };
  throw new UsageError('wait for what? Give --pid 4242, or --device card1');
}

/** True once the process has ended, also when its number belongs to another one by then. */
function watchProcess({ files, proc }: Root, pid: number): () => boolean {
  const startTime = (): number | null | undefined => {
    const text = files.read(`${proc}/${pid}/stat`);
    if (text instanceof Failure) return text.gone && files.stat(`${proc}/${pid}`) instanceof Failure ? undefined : null;
    return parseProcessStat(text)?.startTimeTicks ?? null;
  };
  const first = startTime();
  if (first !== undefined) checkReadable(files.list(`${proc}/${pid}/fd`), files.list(`${proc}/${pid}/fdinfo`), pid);
  return () => {
    const now = startTime();
    return now === undefined || (first !== null && now !== null && now !== first);
  };
}

/** @throws UsageError where not even the fdinfo of the process can be listed */
function checkReadable(fds: string[] | Failure, fdinfo: string[] | Failure, pid: number): void {
  if (fds instanceof Failure && fdinfo instanceof Failure && fds.denied && fdinfo.denied)
    throw new UsageError(
      `--pid ${pid} belongs to another user, so its clients cannot be seen: run as root or with CAP_SYS_PTRACE`,
    );
}

/** @throws UsageError for a device that is not there, or of which nothing can be known */
function checkTarget(snapshot: Snapshot | null, name: string, io: Io): void {
  if (snapshot === null) return;
  checkDevice(snapshot.devices, name);
  const silent = snapshot.devices.find((device) => isDevice(device, name) && WITHOUT_STATISTICS.has(device.driver));
  if (silent !== undefined)
    throw new UsageError(
      `--device '${printable(name)}': its driver ${printable(silent.driver ?? '')} has no statistics, so nobody can tell when it is idle`,
    );
  const { processesUnreadable } = snapshot.coverage;
  if (processesUnreadable > 0)
    io.stderr.write(
      `gpu-top: the clients of ${processesUnreadable} processes cannot be seen and are not waited for: run as root for all\n`,
    );
}

type Teller = (state: IdleState) => void;

/** A progress line on a terminal; with --verbose elsewhere a line whenever busy turns to idle or back. */
function teller({ idle, verbose }: WaitFlags, { stderr }: Io, progress: ProgressLine): Teller {
  let before: string | null = null;
  return ({ busiest, idleNs }) => {
    const what = busiest.ratio === null ? 'unknown' : idleNs > 0 ? 'idle' : 'busy';
    const engine = busiest.engine === '' ? '' : ` (${printable(busiest.engine, 40)} ${percent(busiest.ratio)})`;
    progress.show(
      `${what}${engine}, ${duration(idleNs)} of ${duration(idle * 1e6)}`,
      idle === 0 ? 1 : Math.min(1, idleNs / 1e6 / idle),
    );
    if (verbose && stderr.isTTY !== true && what !== before) stderr.write(`gpu-top: ${what}${engine}\n`);
    before = what;
  };
}

function percentOption(text: string): number {
  const value = /^(\d+(?:\.\d*)?|\.\d+) ?%?$/.exec(text.trim())?.[1];
  if (value === undefined || Number(value) <= 0 || Number(value) > 100)
    throw new InvalidArgumentError('Expected a percentage above 0, such as 5% or 0.5.');
  return Number(value) / 100;
}
