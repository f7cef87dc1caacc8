/** A detection as text. */
import { median } from 'simple-statistics';
import { printable } from '../../view/text/printable.js';
import { fit } from '../../view/text/text.js';
import type { Detection, Disagreement, StrategyRow } from './compare.js';

const COLUMNS: readonly { readonly title: string; readonly width: number; readonly text: (row: StrategyRow) => string }[] = [
  { title: 'DRM FDS', width: 7, text: (row) => count(row.found) },
  { title: 'CLIENTS', width: 7, text: (row) => count(row.clients) },
  { title: 'MISSED', width: 6, text: (row) => count(row.missed) },
  { title: 'FALSE', width: 5, text: (row) => count(row.falseHits) },
  { title: 'FDS SEEN', width: 8, text: (row) => count(row.fdsLookedAt) },
  { title: 'SYSCALLS', width: 8, text: (row) => count(row.systemCalls) },
  { title: 'CPU ms', width: 7, text: (row) => milliseconds(row.cpuNs) },
  { title: 'WALL ms', width: 7, text: (row) => milliseconds(row.wallNs) },
];

/** Disagreements beyond this many are counted instead of listed; `--json` has them all. */
const MAX_LISTED = 40;

const NAME_WIDTH = 11;

export function printDetection(detection: Detection): string {
  const header = `${fit('STRATEGY', NAME_WIDTH)}${COLUMNS.map(({ title, width }) => ` ${fit(title, width, 'right')}`).join('')}`;
  const rows = detection.rows.flatMap(rowLines);
  return `${[header, ...rows, '', ...summary(detection), ...disagreementLines(detection.disagreements)].join('\n')}\n`;
}

function rowLines(row: StrategyRow): string[] {
  const name = fit(row.strategy === 'gated' ? 'auto, gated' : row.strategy, NAME_WIDTH);
  if (row.state === 'ok') {
    const refused =
      row.processesRefused === 0
        ? []
        : [`${' '.repeat(NAME_WIDTH + 1)}${row.processesRefused} of ${row.processes} processes refused`];
    const ticks =
      row.moved === null
        ? []
        : [
            `${' '.repeat(NAME_WIDTH + 1)}a tick a second by auto; the kernel's count of open files moved before ${row.moved} of ${row.cpuNs.length}`,
          ];
    return [`${name}${COLUMNS.map(({ width, text }) => ` ${fit(text(row), width, 'right')}`).join('')}`, ...refused, ...ticks];
  }
  const what = { hung: 'HANGS', unavailable: 'not available', failed: 'failed' }[row.state];
  const guilty = row.guilty.map(
    ({ pid, fd, link, mount }) =>
      `${' '.repeat(NAME_WIDTH + 1)}at pid ${pid}, fd ${fd}: ${printable(link ?? '?')}, on ${printable(mount ?? 'an unknown mount')}`,
  );
  return [`${name} ${what}: ${printable(row.note)}`, ...guilty];
}

function summary({ drmFds, clients, silentFds, nvidia }: Detection): string[] {
  const withStatistics = drmFds - silentFds;
  const lines = [`${drmFds} DRM fds: ${withStatistics} with statistics, of ${clients} clients; ${silentFds} without statistics.`];
  if (withStatistics > clients)
    lines.push(`Adding up fds instead of clients would count ${withStatistics - clients} of them twice (dup, fork, SCM_RIGHTS).`);
  if (nvidia.fds > 0) {
    const of = Object.entries(nvidia.found).map(([strategy, found]) => `${strategy} ${count(found)}`);
    lines.push(`${nvidia.fds} fds on /dev/nvidiaN, in ${nvidia.processes} processes, are no DRM fds: ${of.join(', ')}.`);
  }
  return lines;
}

function disagreementLines(disagreements: readonly Disagreement[]): string[] {
  if (disagreements.length === 0) return ['No strategy missed one or took another fd for one.'];
  const lines = disagreements.slice(0, MAX_LISTED).map(({ strategy, kind, pid, fd, link, driver, reason }) => {
    const what = `${printable(link ?? '(link refused)', 60)}${driver === null ? '' : `, ${printable(driver, 20)}`}`;
    return `  ${fit(strategy, 8)} ${fit(kind, 9)} pid ${pid} fd ${fd}, ${what}: ${reason}`;
  });
  const more = disagreements.length - lines.length;
  return ['', 'Where they disagree:', ...lines, ...(more > 0 ? [`  and ${more} more (--json lists all)`] : [])];
}

function count(value: number | null): string {
  return value === null ? '–' : String(value);
}

function milliseconds(ns: readonly number[]): string {
  return ns.length === 0 ? '–' : (median([...ns]) / 1e6).toFixed(2);
}
