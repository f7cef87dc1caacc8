/** The page of one row (Enter): where each of its numbers comes from, in the words that `gpu-top explain` uses. */
import type { History } from '../../history/history.js';
import { explainClient } from '../../view/explain/explain.js';
import { summariseClient, whySilent } from '../../view/explain/explain-summary.js';
import { inRegionOrder } from '../../measures/regions.js';
import type { Client, Device } from '../../ledger/snapshot.js';
import { figureText, isShare } from '../../view/columns/engine-figure.js';
import { bytes, percent } from '../../view/text/numbers.js';
import { printable } from '../../view/text/printable.js';
import type { Row } from '../../view/row/row.js';
import { cellWidth, fit, wrap } from '../../view/text/text.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

const SECONDS = [1, 10, 60] as const;

/** All lines of the page, each `width` cells; `row` null: it is gone, or not shown at present. */
export function detailLines(
  theme: Theme,
  row: Row | null,
  devices: readonly Device[],
  history: History,
  width: number,
): string[] {
  const text = (line: string): string[] => {
    const shown = printable(line);
    // A line of a table is laid out already.
    if (cellWidth(shown) < width) return [fit(` ${shown}`, width)];
    const indent = /^ */.exec(shown)?.[0] ?? '';
    const room = Math.max(1, width - indent.length - 1);
    return wrap(shown, room, '    ').map((each) => fit(` ${indent}${each}`, width));
  };
  if (row === null) return text('The row is gone, or hidden as idle.');
  const head = (line: string): string => paint(theme.title, fit(printable(line), width));
  const clients = row.clients.flatMap((client) => [
    head(`client ${client.clientId} of ${client.owner.comm ?? client.owner.pid}`),
    ...summariseClient(client, devices).flatMap(text),
    fit('', width),
    ...averageLines(client, history).flatMap(text),
    ...regionLines(client).flatMap(text),
    ...explainClient(client).flatMap(text),
    fit('', width),
  ]);
  const silent = row.silentFds.flatMap((each) =>
    text(`fd ${each.fd} of ${each.process.pid} (${each.link ?? '?'}): ${whySilent(each)}, so nothing more is known.`),
  );
  return [
    ...text(`${row.pid ?? ''} ${row.command}`.trim()),
    ...(row.unit === null ? [] : text(`unit ${row.unit}`)),
    ...clients,
    ...silent,
  ];
}

function averageLines({ key, engines }: Client, history: History): string[] {
  const track = history.client(key);
  return [...engines].map(([name, use]) => {
    const now = figureText({ ...use, capacity: use.counters.capacity });
    if (!isShare(use)) return `${name}: now ${now}`;
    const averages = SECONDS.map((seconds) => `${seconds} s ${percent(track?.average(name, seconds) ?? null)}`);
    return `${name}: now ${now}, average over ${averages.join(', ')}`;
  });
}

const KINDS = ['resident', 'total', 'shared', 'purgeable', 'active'] as const;

/** Every kind of memory that the kernel printed; regions in which nothing is, in one line. */
function regionLines({ memory }: Client): string[] {
  const lines: string[] = [];
  const empty: string[] = [];
  for (const name of inRegionOrder(memory.keys())) {
    const sizes = KINDS.map((kind) => memory.get(name)?.[`${kind}Bytes`] ?? null);
    const isEmpty = sizes.includes(0) && sizes.every((size) => size === 0 || size === null);
    if (isEmpty) empty.push(name);
    else lines.push(`${name}: ${KINDS.map((kind, i) => `${kind} ${bytes(sizes[i] ?? null)}`).join(', ')}`);
  }
  return empty.length === 0 ? lines : [...lines, `nothing in ${empty.join(', ')}`];
}
