/** The soak as a page: pure, from results to Markdown. */
import { median, quantile } from 'simple-statistics';
import type { Day } from './day.js';
import { quarterMedians } from '../support/quarters.js';
import { growth, type Hour } from './hours.js';
import { settled, SETTLED_SECONDS, type RealSoak, type Sample } from './real.js';

export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Load averages of a minute when it began and when it ended. */
  readonly load: readonly [number, number];
}

const BAR_CELLS = 40;

export function soakPage({ date, cpu, cores, kernel, node, load }: Machine, day: Day, real: RealSoak | string): string {
  const loads = load.map((value) => value.toFixed(1)).join(' and ');
  return [
    '# Running for days',
    '',
    `Made by \`GPU_TOP_SOAK_REPORT=docs/soak.md npm run soak\` on ${date}: ${cores} cores of ${cpu}, Linux ${kernel}, Node.js ${node}; load ${loads} when it began`,
    'and ended, so other programs took their share of every time below. Do not edit.',
    '',
    '## A simulated day',
    '',
    ...dayLines(day),
    '## Real time',
    '',
    ...(typeof real === 'string' ? [real, ''] : realLines(real)),
  ].join('\n');
}

function dayLines({ hours, replayed, counts, recordedBytes, mostClients }: Day): string[] {
  const ticks = hours.reduce((sum, { ticks: each }) => sum + each, 0);
  return [
    `${whole(ticks)} ticks of a second by a simulated clock, in one process: scanned, folded, put into the history, printed as JSON, added to the`,
    "exporter's totals and recorded; one in five drawn at 160x48, a key pressed every 40, scraped every 15. The machine is in memory:",
    `${whole(counts.processes)} processes and ${whole(counts.clients)} clients came and went (at most ${mostClients} clients at a time), ${whole(counts.moves)} times an fd was duplicated, passed, closed or used for`,
    "something else, or a process took another name. Every snapshot was checked against the ledger's invariants. Memory is what was left after a",
    'garbage collection at the end of each hour.',
    '',
    `Last quarter against first, from the second hour on: heap ${ratio(hours, 'heapBytes')}, buffers ${ratio(hours, 'externalBytes')}. Open fds: ${span(hours.map(({ fds }) => fds))}.`,
    '',
    '```text',
    ...heapChart(hours),
    '```',
    '',
    '| hour | heap | buffers | RSS | fds | tick: median | p99 | longest |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...hours.map((hour, index) => hourRow(index + 1, hour)),
    '',
    `The recording of that day has ${mib(recordedBytes)}. Replayed whole through the same ledger and history: heap ${ratio(replayed, 'heapBytes')}, buffers ${ratio(replayed, 'externalBytes')}, fds ${span(replayed.map(({ fds }) => fds))}, median`,
    `tick ${median(replayed.map(({ medianMs }) => medianMs)).toFixed(2)} ms.`,
    '',
  ];
}

function hourRow(number: number, { heapBytes, externalBytes, residentBytes, fds, medianMs, p99Ms, longestMs }: Hour): string {
  const times = [medianMs, p99Ms, longestMs].map((ms) => `${ms.toFixed(1)} ms`);
  return `| ${[number, mib(heapBytes), mib(externalBytes), mib(residentBytes), fds, ...times].join(' | ')} |`;
}

/** Heap by hour, as bars from 0. */
export function heapChart(hours: readonly Hour[]): string[] {
  const most = Math.max(...hours.map(({ heapBytes }) => heapBytes));
  return hours.map(({ heapBytes }, index) => {
    const bar = '█'.repeat(Math.round((heapBytes / most) * BAR_CELLS)).padEnd(BAR_CELLS);
    return `hour ${String(index + 1).padStart(2)} ▕${bar}▏ ${mib(heapBytes)}`;
  });
}

/** What the real time showed, as Markdown. */
export function realLines({ seconds, samples, jsonTicks, sweepNs, scrapes, refused }: RealSoak): string[] {
  const times = [median([...sweepNs]), quantile([...sweepNs], 0.99)].map((ns) => `${(ns / 1e6).toFixed(1)} ms`);
  return [
    `${whole(seconds)} s of the built program at a tree with 23 processes that live for seconds each, on its screen in tmux (ten ticks a second, keys`,
    `pressed), as \`--json --check\` (${whole(jsonTicks)} ticks; a sweep: median ${times[0]}, p99 ${times[1]}), as \`serve\` (${whole(scrapes)} scrapes of /metrics and /snapshot, ${refused} more without an answer in time) and as \`record\` of fifty sweeps a second.`,
    'The heap is what a garbage collection left, every ten seconds; it and RSS are medians of the first and of the last quarter of the time, and of the quarter after',
    `${SETTLED_SECONDS} s: what is there by then (histories, compiled code) is no leak.`,
    '',
    '| process | heap at first | settled | at last | RSS at first | at last | fds, fewest and most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...[...samples].map(([name, each]) => {
      const heapOf = (some: readonly Sample[]) => quarterMedians(some.flatMap(({ heapBytes }) => heapBytes ?? []));
      const [first, last] = heapOf(each);
      const heap = [first, heapOf(settled(each, seconds))[0], last].map(mib);
      const resident = quarterMedians(each.map(({ residentBytes }) => residentBytes)).map(mib);
      return `| ${[name, ...heap, ...resident, span(each.map(({ fds }) => fds))].join(' | ')} |`;
    }),
    '',
  ];
}

function ratio(hours: readonly Hour[], key: 'heapBytes' | 'externalBytes'): string {
  return `x ${growth(hours.map((hour) => hour[key])).toFixed(3)}`;
}

function span(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? `${least} throughout` : `${least} to ${most}`;
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function whole(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}
