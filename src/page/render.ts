/** The parts of the page that move: title, devices, table, last minute. Rows and numbers are the screen's own. */
import type { Device, Snapshot } from '../ledger/snapshot.js';
import { engineClass, inEngineOrder } from '../measures/engines.js';
import { inRegionOrder } from '../measures/regions.js';
import { coverageNotes } from '../view/coverage/coverage.js';
import { conditionsOf } from '../view/devices/device-facts.js';
import { deviceLabel } from '../view/devices/devices.js';
import { DASH } from '../view/text/glyphs.js';
import { heatOf } from '../view/text/heat.js';
import { bytes, bytesOf, cpuPercent, gpuTime, percent } from '../view/text/numbers.js';
import type { Row, ViewOptions } from '../view/row/row.js';
import { memoryInUse } from '../view/row/row-values.js';
import { buildRows } from '../view/rows.js';
import { Html, html } from './html.js';
import { busiestOf, mainMemory, type PagePast, type Point } from './past.js';

/** A browser's page, not an export: the busiest are what is looked for. */
const MOST_ROWS = 300;

const VIEW: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true };

/** HTML by the id of the element that it fills. */
export type Parts = Readonly<Record<'title' | 'devices' | 'rows' | 'minute' | 'notes', string>>;

/** @param withCommands command lines too, and not only names */
export function renderParts(snapshot: Snapshot, past: PagePast, withCommands: boolean): Parts {
  const rows = buildRows(snapshot, VIEW);
  const shown = rows.slice(0, MOST_ROWS);
  const more = rows.length - shown.length;
  return {
    title: title(snapshot).text,
    devices: html`${snapshot.devices.map((device) => deviceBox(device, past.pointsOf(device.id)))}`.text,
    rows: html`${shown.map((row) => tableRow(row, snapshot, past, withCommands))}`.text,
    minute: lastMinute(snapshot, past).text,
    notes: html`${more > 0 ? html`<p>${more} more clients, less busy, are not shown.</p>` : null}${coverageNotes(snapshot).map(
      (note) => html`<p>${note}.</p>`,
    )}`.text,
  };
}

function title({ host, source, devices, clients, wallMs }: Snapshot): Html {
  const memories = devices.flatMap((device) => mainMemory(device) ?? []);
  const used = memories.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  const total = memories.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const left = total === 0 ? null : html` · memory ${bytesOf(used, total)}, ${bytes(total - used)} free`;
  return html`${source.kind === 'demo' ? html`<b>DEMO</b> · ` : null}${host} · ${devices.length} GPUs · ${clients.length}
    clients${left} · <time>${new Date(wallMs).toISOString().slice(11, 19)} UTC</time>`;
}

function deviceBox(device: Device, points: readonly Point[]): Html {
  const asleep = device.runtimeStatus === 'suspended';
  const facts = conditionsOf(device).map(
    ({ text, limit }) => html`<span>${text}${limit === null ? null : ` ${limit.text}`}</span>`,
  );
  const main = mainMemory(device);
  const memory =
    main === null
      ? null
      : html`${meter(main.name, main.usedBytes / main.totalBytes, bytesOf(main.usedBytes, main.totalBytes))}
          <p class="free">${bytes(main.totalBytes - main.usedBytes)} free</p>`;
  const engines = inEngineOrder(device.engines.keys()).map((name) => {
    const ratio = device.engines.get(name)?.ratio ?? null;
    const word = engineClass(device.driver, name);
    return meter(
      word === null || word === name ? name : `${name} (${word})`,
      ratio,
      percent(ratio === null ? null : Math.min(1, ratio)),
    );
  });
  return html`<section class="device">
    <h2>${deviceLabel(device)} <small>${device.name ?? device.driver ?? DASH} · ${device.driver ?? DASH}</small></h2>
    <p class="facts">${asleep ? html`<span>asleep</span>` : facts}</p>
    ${chart(points)}
    <div class="meters">${engines}${memory}</div>
  </section>`;
}

function meter(name: string, ratio: number | null, text: string): Html {
  const share = ratio === null ? 0 : Math.round(Math.min(1, ratio) * 1000) / 10;
  return html`<div class="meter">
    <span>${name}</span
    ><svg viewBox="0 0 100 8" preserveAspectRatio="none" class="bar">
      <rect width="100" height="8" class="rail" />
      <rect width="${share}" height="8" class="${heat(ratio)}" /></svg
    ><b>${text}</b>
  </div>`;
}

/** Units of a chart's drawing; the page scales them. */
const [CHART_WIDTH, CHART_HEIGHT] = [3000, 600];

/** Busyness filled, memory as a line, over as much of the last ten minutes as there is. */
function chart(points: readonly Point[]): Html | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.wallMs - first.wallMs < 2000) return null;
  // Whole numbers: a point is written in a third of the time that one with a decimal takes.
  const x = (wallMs: number): number => Math.round(((wallMs - first.wallMs) / (last.wallMs - first.wallMs)) * CHART_WIDTH);
  const y = (share: number): number => Math.round((1 - share) * CHART_HEIGHT);
  // Nothing but numbers, and longer than a text may be.
  const path = (part: readonly (readonly [number, number])[]): Html =>
    new Html(part.map(([ms, value]) => `${x(ms)},${y(value)}`).join(' '));
  const area = stretches(points, ({ busy }) => busy).map((part) => {
    const [from, to] = [x(part[0]?.[0] ?? 0), x(part.at(-1)?.[0] ?? 0)];
    return html`<polygon class="area" points="${from},${CHART_HEIGHT} ${path(part)} ${to},${CHART_HEIGHT}" />`;
  });
  const lines = stretches(points, ({ memory }) => memory).map((part) => html`<polyline class="line" points="${path(part)}" />`);
  const minutes = Math.max(1, Math.round((last.wallMs - first.wallMs) / 60_000));
  return html`<svg
      viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}"
      preserveAspectRatio="none"
      class="chart"
      role="img"
      aria-label="busiest engine and memory"
    >
      ${area}${lines}
    </svg>
    <p class="axis"><span>-${minutes} min</span><span>busiest engine, memory as a line</span><span>now</span></p>`;
}

/** Runs of known values: what is unknown is a gap, not 0. */
function stretches(points: readonly Point[], pick: (point: Point) => number | null): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    const value = pick(point);
    if (value === null) runs.push([]);
    else runs.at(-1)?.push([point.wallMs, value]);
  }
  return runs.filter((run) => run.length > 1);
}

function tableRow(row: Row, { wallMs }: Snapshot, past: PagePast, withCommands: boolean): Html {
  const engines = inEngineOrder(row.engines.keys()).flatMap((name) => {
    const ratio = row.engines.get(name) ?? null;
    return ratio === null || ratio < 0.0005 ? [] : `${engineClass(row.driver, name) ?? name} ${percent(Math.min(1, ratio))}`;
  });
  const memory = memoryInUse(row);
  const regions = inRegionOrder(row.memory.keys()).map((name) => `${name} ${bytes(row.memory.get(name) ?? null)}`);
  const fresh = row.clients.some(({ key }) => past.isNew(key, wallMs));
  const busiest = row.busiest === null ? null : Math.min(1, row.busiest);
  return html`<tr class="${fresh ? 'new' : ''}">
    <td class="n" data-v="${row.pid ?? -1}">${row.pid ?? DASH}</td>
    <td>${row.user ?? DASH}</td>
    <td>${row.deviceLabel || DASH}</td>
    <td class="n" data-v="${busiest ?? -1}">${meter('', busiest, percent(busiest))}</td>
    <td class="engines">${engines.length === 0 ? DASH : engines.join(' · ')}</td>
    <td class="n" data-v="${memory ?? -1}" title="${regions.join(', ')}">${bytes(memory)}</td>
    <td class="command" title="${withCommands ? row.command : row.comm}">
      <b>${row.comm}</b>${row.note === '' ? null : html` <i>${row.note}</i>`}
    </td>
    <td class="unit" title="${row.unit}">${row.unit ?? DASH}</td>
    <td class="n" data-v="${row.cpuRatio ?? -1}">${cpuPercent(row.cpuRatio)}</td>
    <td class="n" data-v="${row.gpuTimeNs === null ? -1 : Number(row.gpuTimeNs / 1_000_000n)}">${gpuTime(row.gpuTimeNs)}</td>
  </tr>`;
}

function lastMinute({ clients, devices, wallMs }: Snapshot, past: PagePast): Html {
  const began = clients.filter(({ key }) => past.isNew(key, wallMs));
  const labels = new Map(devices.map((device) => [device.id, deviceLabel(device)]));
  const place = (id: string): string => labels.get(id) ?? id;
  const quiet = began.length === 0 && past.ended.length === 0;
  return html`<h2>Last minute</h2>
    <ul>
      ${quiet ? html`<li>nobody began or ended</li>` : null}
      ${began.map(({ owner, device }) => html`<li>${owner.comm ?? '?'} (${owner.pid}) began on ${place(device)}</li>`)}
      ${past.ended.map(
        ({ name, pid, device, endedMs, busyNs }) =>
          html`<li class="ended">
            ${name} (${pid}) ended ${Math.round((wallMs - endedMs) / 1000)} s ago on
            ${place(device)}${busyNs === null ? null : `: ${gpuTime(busyNs)} of GPU time`}
          </li>`,
      )}
      ${devices.flatMap((device) => {
        const busy = busiestOf(device);
        return busy === null ? [] : [html`<li>${place(device.id)} is ${percent(busy)} busy now</li>`];
      })}
    </ul>`;
}

function heat(ratio: number | null): string {
  return ratio === null ? 'low' : heatOf(ratio);
}
