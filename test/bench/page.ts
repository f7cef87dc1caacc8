/**
 * What a page in the browser costs `gpu-top serve` in each tick: `npm run bench:page`. What is sent is made once, however many look on;
 * beside it stands what is kept in each tick so that the page has a past, whether somebody looks or not. CPU is of all threads of the
 * process, for a machine that has other things to do. `busy` is how many of the clients do something; of those every value is new.
 */
import { PagePast } from '../../src/page/past.js';
import { PageState } from '../../src/page/render.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client } from '../support/snapshots.js';
import { busyTick } from './busy-tick.js';

const WARM_UP = 300;
const TICKS = 300;

function say(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3);
  const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
  process.stdout.write(
    `${what.padEnd(34)} median ${at(0.5)} ms   mean ${mean.toFixed(3)}   p1 ${at(0.01)}   p10 ${at(0.1)}   p90 ${at(0.9)}\n`,
  );
}

/** Most clients of a machine do nothing most of the time; who they are are the very texts of the tick before, as the ledger hands them on. */
const IDLE = Array.from({ length: 200 }, (_, i) => ({
  key: `idle ${i}`,
  clientId: `${5000 + i}`,
  owner: { pid: 9000 + i, comm: `idle-${i}` },
  engines: { gfx: 0, dec: 0 },
}));

function withIdle(snapshot: Snapshot, idle: number): Snapshot {
  return { ...snapshot, clients: [...snapshot.clients, ...IDLE.slice(0, idle).map((words) => client(words))] };
}

for (const [busy, all] of [
  [5, 5],
  [20, 200],
  [50, 200],
  [200, 200],
] as const) {
  const past = new PagePast();
  const state = new PageState({ program: '1', withCommands: false }, past);
  const [kept, made, cpu]: [number[], number[], number[]] = [[], [], []];
  let bytes = 0;
  for (let tick = 0; tick < WARM_UP + TICKS; tick += 1) {
    const snapshot = withIdle(busyTick(tick, busy), all - busy);
    const startMs = performance.now();
    past.add(snapshot);
    const keptMs = performance.now();
    const start = process.cpuUsage();
    const event = `data: ${JSON.stringify(state.take(snapshot))}\n\n`;
    const { user, system } = process.cpuUsage(start);
    const endMs = performance.now();
    if (tick < WARM_UP) continue;
    bytes += event.length;
    kept.push(keptMs - startMs);
    made.push(endMs - keptMs);
    cpu.push((user + system) / 1000);
  }
  say(`${all} clients, ${busy} busy: the event`, made);
  say(`${all} clients, ${busy} busy: its CPU`, cpu);
  say(`${all} clients, ${busy} busy: the past`, kept);
  process.stdout.write(`${' '.repeat(35)}${Math.round(bytes / TICKS)} bytes a tick\n`);
}
