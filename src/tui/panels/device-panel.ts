/**
 * One device: what it is, how it is, and a bar for each engine group.
 *
 *     ╭ card1 renderD128 · Navi 32 · amdgpu 0000:03:00.0 ──── 2410 MHz · 61 °C · 142 W · vram 7.20 / 16.0 GiB ▕███▍  ▏
 *     │ gfx      ▕██████████████▊     ▏ 62.1 %  ⣀⣀⣠⣤⣶⣿⣿⣷   dec   ▕███▏         ▏ 15.0 %  ⣀⣀⣀⣀⣀⣀⣀⣀
 */
import { cellWidth, fit } from '../../view/text.js';
import type { Device, DeviceEngine } from '../../ledger/snapshot.js';
import { conditionsOf } from '../../view/device-facts.js';
import { deviceLabel, furtherNodes, shortDeviceLabel } from '../../view/devices.js';
import { DASH, TIMES } from '../../view/glyphs.js';
import { bar, sparkline } from '../../view/graphs.js';
import { bytesOf, percent } from '../../view/numbers.js';
import { printable } from '../../view/printable.js';
import { segmentLine, type Segment } from '../segments.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/** Recent busyness of an engine of a device: oldest first, NaN where nothing was measured. */
export type EngineHistory = (engine: string, samples: number) => Float64Array;

export interface DevicePanel {
  readonly device: Device;
  /** Engine groups in the order in which they first appeared; they stay for the session. */
  readonly engines: readonly string[];
  readonly history: EngineHistory;
  readonly perEngine: boolean;
}

/** Cells of memory in use, so that its neighbours stand still. */
const MEMORY_OF = 15;
const MEMORY = 8;

/** The narrowest cell that still says name, bar and percentage. */
const CELL_WIDTH = 34;
const LABEL_MOST = 14;
const MEMORY_BAR = 10;

/** Engine cells that stand beside each other. */
function columnsFor(width: number, engines: number): number {
  return Math.max(1, Math.min(Math.max(1, engines), Math.floor((width - 2) / CELL_WIDTH), 6));
}

/** Height of the tall form at this width, title line included. */
export function tallHeight(engines: number, width: number): number {
  return 1 + Math.ceil(engines / columnsFor(width, engines));
}

/** Lines of the tall form. */
export function tallPanel(theme: Theme, panel: DevicePanel, width: number): string[] {
  const { device, engines } = panel;
  const lines = [titleLine(theme, device, width, engines.length === 0 ? '─ ' : '╭ ')];
  if (engines.length === 0) return lines;
  const columns = columnsFor(width, engines.length);
  const rows = Math.ceil(engines.length / columns);
  const label = Math.min(LABEL_MOST, Math.max(...engines.map((name) => cellWidth(engineLabel(device, name)))));
  for (let row = 0; row < rows; row += 1) {
    let line = paint(theme.dim, row === rows - 1 ? '╰ ' : '│ ');
    let left = width - 2;
    for (let column = 0; column < columns; column += 1) {
      const cells = Math.floor(left / (columns - column));
      left -= cells;
      // Down first, then across: the main engine's neighbours stand below it.
      const name = engines[column * rows + row];
      line += name === undefined ? ' '.repeat(cells) : engineCell(theme, panel, name, label, cells);
    }
    lines.push(width < 3 ? fit('', width) : line);
  }
  return lines;
}

function engineLabel({ engines }: Device, name: string): string {
  const capacity = engines.get(name)?.capacity ?? 1;
  return printable(name) + (capacity > 1 ? ` ${TIMES}${capacity}` : '');
}

function engineCell(theme: Theme, panel: DevicePanel, name: string, labelWidth: number, cells: number): string {
  const engine = panel.device.engines.get(name) ?? null;
  const label = fit(engineLabel(panel.device, name), Math.min(labelWidth, cells));
  const number = fit(percentOf(engine, panel.perEngine), 7, 'right');
  const room = cells - cellWidth(label) - 8;
  if (room < 6) return fit(`${label} ${number}`, cells);
  // A third of a wide cell shows how it was.
  const trace = room >= 24 ? Math.floor((room - 4) / 3) : 0;
  const length = Math.min(60, room - 4 - (trace > 0 ? trace + 1 : 0));
  const ratio = engine?.ratio ?? null;
  const filled = ratio === null ? ' '.repeat(length) : paint(theme.heat(ratio), bar(ratio, length));
  const drawn = `${paint(theme.label, label)} ${paint(theme.dim, '▕')}${filled}${paint(theme.dim, '▏')}${number}`;
  const past = trace > 0 ? ` ${paint(theme.low, sparkline(panel.history(name, trace), trace))}` : '';
  const used = cellWidth(label) + 1 + length + 2 + 7 + (trace > 0 ? trace + 1 : 0);
  return drawn + past + ' '.repeat(cells - used);
}

function percentOf(engine: DeviceEngine | null, perEngine: boolean): string {
  if (engine?.ratio == null) return DASH;
  return perEngine ? `${Math.round(Math.min(1, engine.ratio) * engine.capacity * 100)} %` : percent(engine.ratio);
}

/** Facts that tell devices apart, then how the device is. */
function titleLine(theme: Theme, device: Device, width: number, corner: string): string {
  const left: Segment[] = [
    { text: corner + printable(deviceLabel(device)), role: 'title', rank: 0 },
    {
      text: printable(furtherNodes(device)),
      role: 'label',
      rank: 6,
      gap: ' ',
    },
    { text: printable(device.name ?? ''), role: 'title', rank: 3 },
    { text: printable(device.driver ?? ''), role: 'label', rank: 2 },
    { text: device.id === device.nodes[0] ? '' : printable(device.id), role: 'label', rank: 7, gap: ' ' },
    { text: sleep(device), role: 'label', rank: 1 },
    { text: printable(device.hint ?? ''), role: 'warning', rank: 9 },
  ];
  return segmentLine(theme, width, left, conditions(device), '─');
}

function sleep(device: Device): string {
  return device.runtimeStatus === 'suspended' ? 'asleep' : '';
}

function conditions(device: Device): Segment[] {
  return [
    ...conditionsOf(device).flatMap(({ text, cells, rank, limit }): Segment[] => [
      { text: cells === null ? text : fit(text, cells, 'right'), rank },
      { text: limit?.text ?? '', role: 'dim', rank: limit?.rank ?? rank, gap: ' ' },
    ]),
    ...[...device.memory].flatMap(([region, { usedBytes, totalBytes }], i): Segment[] => [
      {
        text: `${printable(region)} ${fit(bytesOf(usedBytes, totalBytes), totalBytes === null ? MEMORY : MEMORY_OF, 'right')}`,
        rank: i === 0 ? 2 : 9 + i,
      },
      ...(i === 0 && usedBytes !== null && totalBytes !== null && totalBytes > 0
        ? [{ text: `▕${bar(usedBytes / totalBytes, MEMORY_BAR)}▏`, role: 'memory', rank: 8, gap: ' ' } as const]
        : []),
    ]),
  ];
}

/** The form of one line: every engine's number, then memory and temperature. */
export function linePanel(theme: Theme, panel: DevicePanel, width: number): string {
  const { device, engines } = panel;
  const left: Segment[] = [
    { text: shortDeviceLabel(printable(deviceLabel(device)), Math.floor(width / 4)), role: 'title', rank: 0 },
    { text: printable(device.driver ?? ''), role: 'label', rank: 20, gap: ' ' },
    { text: sleep(device), rank: 1 },
    ...engines.map((name, i): Segment => {
      const engine = device.engines.get(name) ?? null;
      const number = fit(percentOf(engine, panel.perEngine), 6, 'right');
      return {
        text: `${printable(name)} ${number}`,
        style: theme.heat(engine?.ratio ?? 0),
        rank: i === 0 ? 0 : i + 2,
        gap: '  ',
      };
    }),
  ];
  return segmentLine(
    theme,
    width,
    left,
    conditions(device)
      .filter(({ rank }) => rank < 8)
      .map((each) => ({ ...each, rank: each.rank + 8 })),
  );
}
