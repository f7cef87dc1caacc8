/**
 * The built program in the forms in which it runs for days (the screen in a terminal, JSON, the exporter under scrapes, a recording), all
 * at a tree on which processes and clients come and go, in real time: what each takes up, with the scanner's process that belongs to it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulator } from '../../src/demo/simulator.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { footprintOf, type Footprint } from '../support/footprint.js';
import { BIN } from '../support/gpu-top.js';
import { TmuxPane } from '../support/tmux.js';
import { temporaryTree } from '../support/tree.js';
import { CHURN } from './churn.js';

/** What a process takes up; its heap is what the last collection left, and null before the first. */
export interface Sample extends Footprint {
  readonly heapBytes: number | null;
}

export interface RealSoak {
  readonly seconds: number;
  /** By the form of the program, one each few seconds. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly jsonTicks: number;
  /** ns of each sweep of the JSON form. */
  readonly sweepNs: readonly number[];
  readonly scrapes: number;
  /** Scrapes without an answer: on a machine that stands still for longer than a request may take. */
  readonly refused: number;
  readonly problems: readonly string[];
}

const PROBE = join(import.meta.dirname, 'heap-probe.js');
const SAMPLE_MS = 2000;
const MOVE_MS = 50;
const SCRAPE_MS = 100;
const PORT_LINE = /serving on (\S+)/;

/** Until then histories fill, and V8 compiles; what is there for good by then is no leak. */
export const SETTLED_SECONDS = 300;

/** The samples from `SETTLED_SECONDS` on. */
export function settled(samples: readonly Sample[], seconds: number): readonly Sample[] {
  return samples.slice(Math.ceil((samples.length * SETTLED_SECONDS) / seconds));
}

/** Runs them for so long. Needs tmux. */
export async function soakReal(seconds: number, progress: (text: string) => void): Promise<RealSoak> {
  using tree = temporaryTree();
  const simulator = createSimulator(tree, CHURN);
  const probes = makeTempRoot('probes');
  const env = { ...process.env, NODE_OPTIONS: `--import=${PROBE}`, GPU_TOP_SOAK_PROBE: probes };
  const startMs = performance.now();
  const moving = setInterval(() => simulator.advanceTo((performance.now() - startMs) / 1000), MOVE_MS);
  const problems: string[] = [];
  const children: ChildProcess[] = [];
  const run = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [BIN, ...args, '--root', tree.root], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    child.once('exit', (code, signal) => {
      if (!ending) problems.push(`${args[0] ?? ''} left early with ${String(signal ?? code)}`);
    });
    return child;
  };
  let ending = false;
  const recording = join(tree.root, 'recording');
  const json = run('--json', '--check', '--all', '-d', '0.1');
  const serve = run('serve', '--listen', '127.0.0.1:0', '--min-interval', '50ms', '--end-after', '10s');
  // So often that V8 has compiled what it will by the time that growth is looked at: measured, after about 4,000 sweeps.
  const record = run('record', recording, '-d', '20ms');
  const probed = `NODE_OPTIONS=${env.NODE_OPTIONS} GPU_TOP_SOAK_PROBE=${probes}`;
  const pane = await TmuxPane.start(`${probed} ${process.execPath} ${BIN} --no-config --all -d 0.1 --root ${tree.root}`, 160, 48);
  try {
    const sweepNs: number[] = [];
    if (json.stdout !== null)
      createInterface({ input: json.stdout }).on('line', (line) =>
        sweepNs.push((JSON.parse(line) as { scan: { duration_ns: number } }).scan.duration_ns),
      );
    json.stderr?.on('data', (text: Buffer) => problems.push(`--json said ${text.toString()}`));
    record.stderr?.resume();
    const url = await servedAt(serve);
    const scrapes = { done: 0, refused: 0 };
    const underWay = new Set<Promise<void>>();
    const scraping = setInterval(() => {
      if (underWay.size > 0) return;
      const one = scrape(url, scrapes).finally(() => underWay.delete(one));
      underWay.add(one);
    }, SCRAPE_MS);
    const samples = new Map<string, Sample[]>();
    let turn = 0;
    const untilMs = performance.now() + seconds * 1000;
    const screen = await pane.foregroundPid();
    const forms = { screen, json: json.pid ?? 0, serve: serve.pid ?? 0, record: record.pid ?? 0 };
    const pids = Object.entries(forms).flatMap(([name, pid]) => [
      [name, pid] as const,
      ...childrenOf(pid).map((child) => [`${name}: its scanner`, child] as const),
    ]);
    while (performance.now() < untilMs) {
      await sleep(SAMPLE_MS);
      for (const [name, pid] of pids) {
        const footprint = footprintOf(pid);
        if (footprint === null) problems.push(`${name} is gone`);
        else samples.set(name, [...(samples.get(name) ?? []), { ...footprint, heapBytes: heapOf(probes, pid) }]);
      }
      await pane.type(...(KEYS[turn++ % KEYS.length] ?? []));
      progress(`${sweepNs.length} ticks, ${scrapes.done} scrapes`);
    }
    clearInterval(scraping);
    await Promise.all(underWay);
    // The last one finds an exporter that is well, whatever happened before.
    const refusedBefore = scrapes.refused;
    await scrape(url, scrapes);
    if (scrapes.refused > refusedBefore) problems.push('the last scrape was refused');
    ending = true;
    return { seconds, samples, jsonTicks: sweepNs.length, sweepNs, scrapes: scrapes.done, refused: scrapes.refused, problems };
  } finally {
    ending = true;
    clearInterval(moving);
    await Promise.all(children.map((child) => end(child)));
    await pane[Symbol.asyncDispose]();
    rmSync(recording, { force: true });
    removeTempRoot(probes);
  }
}

function heapOf(folder: string, pid: number): number | null {
  try {
    return Number(readFileSync(join(folder, String(pid)), 'utf8')) || null;
  } catch {
    return null;
  }
}

/** The pages of the screen, there and back. */
const KEYS = [['F1', 'Escape'], ['g', 'Escape'], ['Down', 'Enter', 'Escape'], ['F6', 'Escape'], ['End', 'Home'], ['c']];

async function servedAt(serve: ChildProcess): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk] = (await once(serve.stderr ?? serve, 'data')) as [Buffer];
    text += chunk.toString();
    const url = PORT_LINE.exec(text)?.[1];
    if (url !== undefined) return url;
  }
}

async function scrape(url: string, scrapes: { done: number; refused: number }): Promise<void> {
  try {
    for (const path of ['/metrics', '/snapshot']) {
      // A connection of its own, as a scraper that comes seldom has.
      const answer = await fetch(url + path, { headers: { connection: 'close' } });
      await answer.text();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    }
    scrapes.done++;
  } catch {
    scrapes.refused++;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((text) => text !== '')
    .map(Number);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
