/** A race as a table for people. */
import { median, quantile } from 'simple-statistics';
import type { Footprint } from '../support/footprint.js';
import { quarterMedians } from '../support/quarters.js';
import type { Raced, Watched } from './race.js';

/** Lines of Markdown: what the herd did, what each watcher saw, what the program took. */
export function raceTable({ counts, watched, footprints, quietFootprints, heapBytes }: Raced): string {
  const { forks, reused, execs, opens, dups, closes, passes, renames, kills, leaders } = counts;
  const rows: [string, string][] = [
    ['forks; of these with a pid that another had before', `${forks}; ${reused}`],
    ['execs; new names', `${execs}; ${renames}`],
    ['clients opened; fds passed, duplicated, closed', `${opens}; ${passes}, ${dups}, ${closes}`],
    ['killed; ended before a thread of theirs', `${kills}; ${leaders}`],
    ...watched.flatMap(watchedRows),
    [
      'RSS of the program, first and last quarter',
      quarters(
        footprints.map((each) => each.residentBytes),
        mib,
      ),
    ],
    ['its open fds, fewest and most', extremes(footprints.map(({ fds }) => fds))],
    ['its files of procfs and sysfs, fewest and most; while all stood still', keptText(footprints, quietFootprints)],
    ...(heapBytes.length < 4
      ? []
      : [['heap of the library after collection, first and last quarter', quarters(heapBytes, mib)] as [string, string]]),
  ];
  return ['| | |', '| --- | --- |', ...rows.map(([what, figure]) => `| ${what} | ${figure} |`)].join('\n');
}

function keptText(...each: (readonly Footprint[])[]): string {
  return each.map((footprints) => extremes(footprints.map(({ keptFds }) => keptFds))).join('; ');
}

function watchedRows({ name, ticks, quietTicks, clients, mostClients, mostProcesses, sweepNs }: Watched): [string, string][] {
  const times = [Math.min(...sweepNs), median(sweepNs), quantile(sweepNs, 0.99)].map((ns) => (ns / 1e6).toFixed(1));
  return [
    [`${name}: ticks checked; of these while all stood still`, `${ticks}; ${quietTicks}`],
    [`${name}: clients checked; most clients, processes in a tick`, `${clients}; ${mostClients}, ${mostProcesses}`],
    [`${name}: sweep, min / median / p99`, `${times.join(' / ')} ms`],
  ];
}

function quarters(values: readonly number[], text: (value: number) => string): string {
  return values.length === 0 ? '–' : quarterMedians(values).map(text).join(', ');
}

function extremes(values: readonly number[]): string {
  return values.length === 0 ? '–' : `${Math.min(...values)}, ${Math.max(...values)}`;
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
