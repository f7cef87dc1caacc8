/**
 * What a page in the browser costs `gpu-top serve` in each tick: `npm run bench:page`. What is sent is made once, however many look on;
 * beside it stands what is kept in each tick so that the page has a past, whether somebody looks or not.
 */
import { PagePast } from '../../src/page/past.js';
import { renderParts } from '../../src/page/render.js';
import { busyTick } from './busy-tick.js';

const WARM_UP = 300;
const TICKS = 300;

function say(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3);
  process.stdout.write(`${what.padEnd(24)} median ${at(0.5)} ms   p10 ${at(0.1)}   p90 ${at(0.9)}\n`);
}

for (const clients of [5, 20, 200]) {
  const past = new PagePast();
  const [kept, made]: [number[], number[]] = [[], []];
  let bytes = 0;
  for (let tick = 0; tick < WARM_UP + TICKS; tick += 1) {
    const snapshot = busyTick(tick, clients);
    const startMs = performance.now();
    past.add(snapshot);
    const keptMs = performance.now();
    const event = `data: ${JSON.stringify(renderParts(snapshot, past, false))}\n\n`;
    const endMs = performance.now();
    if (tick < WARM_UP) continue;
    bytes = event.length;
    kept.push(keptMs - startMs);
    made.push(endMs - keptMs);
  }
  say(`${clients} clients, the event`, made);
  say(`${clients} clients, the past`, kept);
  process.stdout.write(`${' '.repeat(25)}${bytes} bytes a tick\n`);
}
