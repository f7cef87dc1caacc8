/** What `gpu-top wait` does: looks until a process or a device has been idle for long enough. */
import type { Snapshot } from '../ledger/snapshot.js';
import { openRoot } from '../procfs/root.js';
import { createScanSource } from '../sources/scan-source.js';
import { type Busiest, type IdleState, type IdleTarget, IdleWatch } from './idle.js';
import { UsageError } from '../errors/usage-error.js';
import { devicesNamed } from '../view/devices/device-names.js';
import { duration, percent } from '../view/text/numbers.js';
import { printable } from '../view/text/printable.js';
import type { Io } from '../shell/io.js';
import { createMonitor } from '../options/monitor.js';
import { Pace } from '../shell/pace.js';
import { ProgressLine } from '../shell/progress-line.js';
import type { RootOptions } from '../options/source-options.js';
import { listenForStop } from '../shell/stop.js';
import { checkWaitDevice, waitTarget, watchProcess } from './wait-target.js';

/** What timeout(1) answers. */
const TIMED_OUT = 124;

export interface WaitFlags extends RootOptions {
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

/** @returns the exit code */
export async function waitIdle(flags: WaitFlags, io: Io): Promise<number> {
  const target = waitTarget(flags);
  const root = openRoot(flags);
  const isGone = 'pid' in target ? watchProcess(root, target.pid) : () => false;
  if (isGone()) return 0;
  using stop = listenForStop(io.stdout);
  using progress = new ProgressLine(io.stderr);
  let whyUnknown: string | null = null;
  const giveUp = (): void => {
    if (whyUnknown !== null) io.stderr.write(`gpu-top: ${printable(nameOf(target))} may be busy: ${printable(whyUnknown)}\n`);
    stop.now(TIMED_OUT);
  };
  const timer = flags.timeout === undefined ? undefined : setTimeout(giveUp, flags.timeout);
  try {
    const monitor = createMonitor(createScanSource({ root }));
    const watch = new IdleWatch(target, flags.below);
    const say = teller(flags, io, progress);
    begin(await monitor.next(), target, io);
    const pace = new Pace(flags.delay ?? Math.min(1000, Math.max(100, flags.idle / 4)));
    for (;;) {
      await pace.next(stop.signal);
      if (stop.stopped()) return stop.code;
      if (isGone()) return 0;
      const snapshot = await monitor.next();
      if (snapshot === null) return 1;
      requireDevice(snapshot, target);
      const state = watch.step(snapshot);
      whyUnknown = state.busiest.why;
      say(state);
      if (state.idleNs > 0 && state.idleNs >= flags.idle * 1e6) return 0;
    }
  } finally {
    clearTimeout(timer);
  }
}

function begin(snapshot: Snapshot | null, target: IdleTarget, { stderr }: Io): void {
  if (snapshot === null || 'pid' in target) return;
  checkWaitDevice(snapshot, target.device);
  const { processesUnreadable: hidden } = snapshot.coverage;
  if (hidden > 0)
    stderr.write(`gpu-top: clients of ${hidden} processes cannot be seen and are not waited for: run as root for all\n`);
}

/** @throws UsageError (exit code 1) for a device that went away: whoever waits for it wants to use it */
function requireDevice({ devices }: Snapshot, target: IdleTarget): void {
  if ('pid' in target || devicesNamed(devices, target.device).length > 0) return;
  throw new UsageError(`--device '${printable(target.device)}' has gone away`, { exitCode: 1 });
}

function engineOf({ engine, ratio }: Busiest): string {
  return engine === '' ? '' : ` (${printable(engine, 40)} ${percent(ratio)})`;
}

function nameOf(target: IdleTarget): string {
  return 'pid' in target ? `process ${target.pid}` : target.device;
}

/** A progress line on a terminal; with --verbose elsewhere a line whenever busy turns to idle or back. */
function teller({ idle, verbose }: WaitFlags, { stderr }: Io, progress: ProgressLine): (state: IdleState) => void {
  let before: string | null = null;
  return ({ busiest, idleNs }) => {
    const what = busiest.ratio === null ? 'unknown' : idleNs > 0 ? 'idle' : 'busy';
    const engine = busiest.why !== null ? ` (${printable(busiest.why)})` : engineOf(busiest);
    const share = idle === 0 ? 1 : Math.min(1, idleNs / 1e6 / idle);
    progress.show(`${what}${engine}, ${duration(idleNs)} of ${duration(idle * 1e6)}`, share);
    if (verbose && stderr.isTTY !== true && what !== before) stderr.write(`gpu-top: ${what}${engine}\n`);
    before = what;
  };
}
