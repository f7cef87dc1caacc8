/** The exits that take more than a call: a screen with its keys, a server, files, whole commands. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { Monitor } from '../../src/options/monitor.js';
import { ProgressLine } from '../../src/shell/progress-line.js';
import { listenForStop } from '../../src/shell/stop.js';
import { watchOver } from '../../src/top/over.js';
import { saveScreenshot } from '../../src/top/screenshot.js';
import { createExporter, EXPORTER_DEFAULTS } from '../../src/exporter/exporter.js';
import { jsonSnapshot } from '../../src/output/json.js';
import { safeJson } from '../../src/output/safe-json.js';
import { openRoot } from '../../src/procfs/root.js';
import { createRecorder } from '../../src/recording/recorder.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { type App, createApp, type Screenshot } from '../../src/tui/app.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import { quietCallbacks } from '../tui/open.js';
import { FakeTerminal } from './fake-terminal.js';
import { hostileSnapshot } from './hostile-snapshot.js';
import { hostileTree } from './hostile-tree.js';
import { KeptOutput, runHere } from './memory-io.js';

const [DOWN, ENTER, ESCAPE] = ['\x1b[B', '\r', '\x1b'];

interface Screen {
  readonly terminal: FakeTerminal;
  readonly app: App;
  readonly shots: Screenshot[];
}

async function openScreen(text: string, state: Partial<UiState> = {}): Promise<Screen> {
  const terminal = new FakeTerminal(120, 40);
  const shots: Screenshot[] = [];
  const app = await createApp({
    ...{ input: terminal.input, output: terminal.output, readonly: false },
    state: initialState({ view: { ...initialState().view, all: true }, ...state }),
    callbacks: {
      ...quietCallbacks,
      signalProcess: () => text,
      saveScreenshot: (shot) => {
        shots.push(shot);
        return text;
      },
      saveSettings: () => text,
    },
  });
  app.show(hostileSnapshot(text));
  return { terminal, app, shots };
}

/** All bytes of a screen on which every page, menu, prompt and message was opened, and the window title that was asked for. */
export async function seenOnScreen(text: string): Promise<string> {
  const { terminal, app } = await openScreen(text);
  // Explanation, graph, why, last minute, help; users, columns, sort; signal and its question; the message of a screenshot.
  await terminal.type(
    DOWN,
    ENTER,
    ESCAPE,
    'g',
    ESCAPE,
    'w',
    ESCAPE,
    'L',
    ESCAPE,
    'h',
    ESCAPE,
    'u',
    DOWN,
    ESCAPE,
    '\x1b[17~',
    ESCAPE,
  );
  await terminal.type('t', 'b', 'b', 'b', 'b', '\x1b[20~', ENTER, 'n', 'S', '\x1b[24~', '\t');
  app.message(text);
  app.late(text);
  await terminal.lines();
  app.close();
  const filter = { ...initialState().view, filter: `"${text.replaceAll('"', '')}"`, device: text };
  const prompt = { kind: 'filter', text, before: '', selectedBefore: null } as const;
  const target = { pid: 4242, startTimeTicks: 99, name: text };
  let written = terminal.output.written + terminal.title;
  for (const state of [
    { view: filter },
    { prompt },
    { prompt: { ...prompt, kind: 'search' as const } },
    { question: { target, signal: 'SIGTERM' } },
  ]) {
    const other = await openScreen(text, state);
    await other.terminal.lines();
    other.app.close();
    written += other.terminal.output.written + other.terminal.title;
  }
  return written;
}

/** What `--over` tells of two ticks. */
export async function overText(text: string, { colour, json }: { colour: boolean; json: boolean }): Promise<string> {
  const first = hostileSnapshot(text);
  const second = { ...first, atNs: first.atNs + 2_000_000_000n, clients: first.clients.slice(1) };
  const ticks = [first, second];
  const next = (): Promise<Snapshot | null> => Promise.resolve(ticks.shift() ?? null);
  const monitor: Monitor = { prime: () => Promise.resolve(), next, present: false, seen: 'replay' };
  const paper = { width: () => 80, colour, ascii: false };
  using stop = listenForStop(new KeptOutput());
  const options = { overMs: 60_000, intervalMs: 1000, device: null, json, paper };
  return await watchOver(monitor, stop, new ProgressLine(new KeptOutput()), options);
}

/** The files that S writes. */
export async function savedScreens(text: string): Promise<Screenshot> {
  const { terminal, app, shots } = await openScreen(text);
  await terminal.type('S');
  app.close();
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-shot-'));
  try {
    saveScreenshot(shots[0] ?? { text: '', ansi: '', svg: '' }, folder);
    const read = (ending: string): string =>
      readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? ''), 'utf8');
    return { text: read('.txt'), ansi: read('.ansi'), svg: read('.svg') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a scraper gets. */
export async function exported(text: string): Promise<{ metrics: string; snapshot: string }> {
  const exporter = await createExporter({
    allowedHosts: [],
    withCommands: false,
    ...{ ...EXPORTER_DEFAULTS, by: 'client', everyMs: 0, listen: '127.0.0.1:0', webConfig: null, program: '0.1.0' },
    next: () => Promise.resolve(hostileSnapshot(text)),
    formatSnapshot: (snapshot) => safeJson(jsonSnapshot(snapshot)),
    log: () => undefined,
  });
  try {
    const [metrics = '', snapshot = ''] = await Promise.all(
      ['/metrics', '/snapshot'].map(async (path) => (await fetch(exporter.url + path)).text()),
    );
    return { metrics, snapshot };
  } finally {
    await exporter.close();
  }
}

/** stdout and stderr of a command line, on a tree where one is given. */
export async function toldByCommand(argv: readonly string[], text?: string): Promise<string> {
  if (text === undefined) {
    const { stdout, stderr } = await runHere(argv);
    return stdout + stderr;
  }
  using tree = hostileTree(text);
  const { stdout, stderr } = await runHere([...argv, '--root', tree.root]);
  return stdout + stderr;
}

/** A recording of a tree, shown. */
export async function recordedAndReplayed(text: string): Promise<string> {
  using tree = hostileTree(text);
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-replay-'));
  try {
    const file = join(folder, 'x.gputop');
    const recorder = await createRecorder(file, { program: '0.1.0' });
    const source = createScanSource({ root: openRoot({ root: tree.root }) });
    for (let tick = 0; tick < 3; tick++) {
      await recorder.write(await source.next());
    }
    await recorder.close();
    const { stdout, stderr } = await runHere(['replay', file, '-b', '--all']);
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
