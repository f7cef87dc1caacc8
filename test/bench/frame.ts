/**
 * What one frame costs: 200 clients, 15 columns, 220x60, every value new. `npm run bench:frame`. With `-- --all-columns` it is
 * all 20 that these clients have and that fit.
 *
 * Cold is what a person pays at first: the first minute's frames of a fresh process, a pause before each, so that neither the
 * compiler nor the caches are warm; the very first is told apart. Hot is frames in a row, after warming up.
 *
 * Two times are told of each: how long it took from the snapshot to the last byte written, and the CPU time of the whole process
 * meanwhile. The first is what a key waits for, and suffers from other load on the machine. The second has all that V8's other threads did then,
 * too: compiling, and collecting what this program itself threw away when it made the snapshot.
 *
 * Between the frames the same piece of work is timed again and again: where that took longer than it can, the machine had other things to do.
 *
 * `npm run bench:frame -- 10000` draws so many frames more, and prints the heap in use after a full collection at each tenth.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileLess } from '../../src/helper/v8.js';
import { createApp } from '../../src/tui/app.js';
import { placeColumns } from '../../src/tui/panels/table.js';
import { initialState } from '../../src/tui/state/state.js';
import { Steady } from '../../src/tui/steady.js';
import { ColumnChooser } from '../../src/tui/wanted-columns.js';
import { createHistory } from '../../src/history/history.js';
import { MIB } from '../support/snapshots.js';
import { busyTick } from './busy-tick.js';
import { GIVEN_UP, openScreen, type Took } from './drawn-screen.js';

const COLD_FRAMES = 60;
const COLD_PAUSE_MS = 200;
/** After 200 frames the compiler still has up to 200 to go on a busy machine. */
const WARM_UP = 600;
const HOT_FRAMES = 500;
const { values: given, positionals } = parseArgs({
  options: { 'all-columns': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const MEMORY_FRAMES = Number(positionals[0] ?? 0);
const HIDDEN = new Set(given['all-columns'] ? [] : GIVEN_UP);

/** So much work that it takes about as long as part of a frame, over as much memory as the second cache holds. */
const numbers = Float64Array.from({ length: 1 << 16 }, (_, i) => (i * 7919) % 65_521);
function yardstick(): number {
  const startMs = performance.now();
  let at = 0;
  for (const step of numbers) at = numbers[(at + step) % numbers.length] ?? 0;
  numbers[0] = at;
  return performance.now() - startMs;
}

function line(what: string, times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  return `${what.padEnd(13)} median ${at(0.5)} ms   p10 ${at(0.1)}   p90 ${at(0.9)}   worst ${at(1)}   (${times.length} times)\n`;
}

function say(name: string, frames: readonly Took[]): void {
  process.stdout.write(
    line(
      `${name}, elapsed`,
      frames.map(({ elapsedMs }) => elapsedMs),
    ) +
      line(
        `${name}, CPU`,
        frames.map(({ cpuMs }) => cpuMs),
      ),
  );
}

const state = { ...initialState(), hidden: HIDDEN };
const { wanted } = new ColumnChooser(new Steady(), createHistory()).choose(busyTick(0), state);
const table = { ...state, sort: null, reverse: false, columnScroll: 0, memoryShare: () => null, hasMemoryShares: true };
process.stdout.write(`columns       ${placeColumns(wanted, 220, table).length}\n`);

// As the program does.
compileLess();
const screen = await openScreen(createApp, state);

let tick = 0;
const frame = (): Promise<Took> => screen.frame(busyTick((tick += 1)));

const cold: Took[] = [];
for (let i = 0; i < COLD_FRAMES; i += 1) {
  await pause(COLD_PAUSE_MS);
  cold.push(await frame());
}
for (let i = 0; i < WARM_UP; i += 1) await frame();
const hot: Took[] = [];
const between: number[] = [];
screen.takeBytes();
for (let i = 0; i < HOT_FRAMES; i += 1) {
  hot.push(await frame());
  between.push(yardstick());
}
const bytesEach = Math.round(screen.takeBytes() / HOT_FRAMES);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const memory: string[] = [];
for (let i = 1; i <= MEMORY_FRAMES; i += 1) {
  await frame();
  if (i % Math.ceil(MEMORY_FRAMES / 10) !== 0) continue;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  memory.push(((heapUsed + arrayBuffers) / MIB).toFixed(1));
}
screen.close();
say('first', cold.slice(0, 1));
say('cold', cold.slice(1));
say('hot', hot);
process.stdout.write(line('yardstick', between));
process.stdout.write(`bytes         ${bytesEach} a frame\n`);
if (memory.length > 0) process.stdout.write(`heap          ${memory.join(' ')} MiB, typed arrays included\n`);
