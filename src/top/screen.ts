/**
 * The full screen: a monitor ticking under an app. Keys never wait for a sweep, and a sweep never for a key.
 */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { orScannerEnded, ScannerEnded } from '../errors/scanner-ended.js';
import { compileLess } from '../helper/v8.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { Source } from '../sources/source.js';
import { type App, createApp } from '../tui/app.js';
import { initialState } from '../tui/state/state.js';
import { backgroundOf, canAskBackground, colourDepth } from '../tui/theme/environment.js';
import type { TopFlags } from '../options/output-options.js';
import { sortProblem } from '../view/sort.js';
import { printable } from '../view/text/printable.js';
import { canDrawUnicode, type Io } from '../shell/io.js';
import { withLateNote } from './late-note.js';
import { createMonitor, type Monitor } from '../options/monitor.js';
import { type Player, playerOf } from './player.js';
import { saveScreenshot } from './screenshot.js';
import { createSelfCostMeter } from './self-cost.js';
import { hiddenProblem, loadSettings, saveSettings } from './settings-file.js';
import { signalProcess } from './signal-process.js';
import { isFromAfar } from '../options/source-options.js';
import { listenForStop, orStopped, type Stop } from '../shell/stop.js';
import { TickLoop } from './tick-loop.js';
import { viewOptions } from '../options/view-options.js';

const DEFAULT_INTERVAL_MS = 1000;
/** The first tick comes early: a person waits for it. It still spans a whole measured interval, only a short one. */
const FIRST_INTERVAL_MS = 300;

const NO_RECORDING = 'only a recording can be moved in';

/** @returns the exit code */
export async function runScreen(source: Source, flags: TopFlags, io: Io): Promise<number> {
  const loaded = loadSettings(flags.config, io.env);
  const { settings, path } = loaded;
  const problems = [...loaded.problems];
  const view = viewOptions({ ...settings.view, ...given(viewGiven(flags)) });
  const intervalMs = flags.delay ?? settings.intervalMs ?? DEFAULT_INTERVAL_MS;
  using stop = listenForStop(io.stdout);
  for (const event of ['end', 'error'] as const) io.stdin.on(event, () => stop.hangUp());
  const loop = new TickLoop(intervalMs, stop);
  const monitor = createMonitor(source, { check: flags.check ?? false });
  const player = playerOf(source);
  const background = backgroundOf(io.env);
  compileLess();
  const app = await createApp({
    input: io.stdin,
    output: io.stdout,
    // A pid of another machine is somebody else's here.
    readonly: (flags.readonly ?? false) || isFromAfar(flags),
    askBackground: background === null && (flags.theme ?? settings.theme ?? 'auto') === 'auto' && canAskBackground(io.env),
    state: initialState({
      ...settings,
      ...given({ theme: flags.theme, keys: flags.vi ? ('vi' as const) : undefined, mouse: flags.mouse }),
      view,
      ascii: flags.ascii ?? settings.ascii ?? !canDrawUnicode(io.env),
      intervalMs,
      colours: colourDepth(io.env),
      background,
    }),
    callbacks: {
      quit: (interrupted) => stop.now(interrupted ? 130 : 0),
      setInterval: (ms) => (player ? player.setSpeed(intervalMs / ms) : loop.setInterval(ms)),
      setPaused: (paused) => (player ?? loop).setPaused(paused),
      step: (direction) => {
        if (player === null && direction === -1) return NO_RECORDING;
        if (player === null) loop.step();
        else player.step(direction);
        return null;
      },
      seek: (seconds) => (player === null ? NO_RECORDING : player.seek(seconds)),
      signalProcess: (target, signal) => signalProcess(isFromAfar(flags) ? null : monitor.seen, target, signal),
      saveScreenshot: (shot) => saveScreenshot(shot),
      saveSettings: (state) => saveSettings(flags.config, io.env, state),
    },
  });
  // The whole is told after the screen; a line has more room for what is wrong than for where the file is.
  const tell = (problem: string): void => app.message(path === null ? problem : problem.replace(path, () => basename(path)));
  if (problems[0] !== undefined) tell(problems[0]);
  const checkColumns = (snapshot: Snapshot): void => {
    const unsorted = view.sort === null ? null : sortProblem(view.sort, snapshot);
    if (unsorted !== null) app.message(unsorted);
    const hidden = hiddenProblem(loaded, snapshot);
    if (hidden === null) return;
    if (problems.length === 0 && unsorted === null) tell(hidden);
    problems.push(hidden);
  };
  try {
    await tick({ app, source, monitor, loop, stop, player }, flags, checkColumns);
  } finally {
    // The terminal first; a message after it can then be read.
    app.close();
  }
  for (const problem of problems) io.stderr.write(`gpu-top: ${printable(problem)}\n`);
  return stop.code;
}

/** What stands in the command line goes over the settings; what is absent there does not. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function viewGiven({ sort, reverse, by, all, filter, device, user, pid }: TopFlags) {
  return { sort, reverse, by, all, filter, device, user, pid };
}

interface Running {
  readonly app: App;
  readonly source: Source;
  readonly monitor: Monitor;
  readonly loop: TickLoop;
  readonly stop: Stop;
  /** Keeps the pace where the source is a recording. */
  readonly player: Player | null;
}

/** @param checkColumns tells which columns that the user named there are not, as only a snapshot can */
async function tick(
  running: Running,
  { iterations = Infinity }: TopFlags,
  checkColumns: (snapshot: Snapshot) => void,
): Promise<void> {
  const { app, source, monitor, loop, stop, player } = running;
  const self = createSelfCostMeter(() => source.cpuNs?.() ?? 0);
  self.cpuRatio();
  await orStopped(withLateNote(app, source, orScannerEnded(monitor.prime())), stop);
  if (player === null) {
    await sleep(Math.min(FIRST_INTERVAL_MS, loop.intervalMs), undefined, { signal: stop.signal }).catch(() => undefined);
    loop.restart();
  }
  for (let shown = 0; shown < iterations && !stop.stopped(); shown += 1) {
    if (shown > 0 && player === null) await loop.next();
    if (stop.stopped()) return;
    const snapshot = await orStopped(withLateNote(app, source, orScannerEnded(monitor.next())), stop);
    if (snapshot === null || stop.stopped()) return;
    if (snapshot instanceof ScannerEnded) {
      loop.setPaused(true);
      app.pause(`${snapshot.message}: Space starts another, q leaves`);
      continue;
    }
    app.show(snapshot, { cpuRatio: self.cpuRatio(), ...(player && { position: player.position() }) });
    if (shown === 0) checkColumns(snapshot);
  }
}
