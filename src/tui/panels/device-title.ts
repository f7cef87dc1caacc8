/** What a device's panel says in a line: its title, and the form of one row, which is all there is of it then. */
import type { Device } from '../../ledger/snapshot.js';
import { isShare } from '../../view/columns/engine-figure.js';
import { measureName } from '../../view/columns/measures.js';
import { conditionsOf, type Condition } from '../../view/devices/device-facts.js';
import { deviceLabel, furtherNodes, shortDeviceLabel } from '../../view/devices/devices.js';
import { framedBar } from '../../view/text/graphs.js';
import { bytes, bytesOf } from '../../view/text/numbers.js';
import { printable } from '../../view/text/printable.js';
import { cut, fit } from '../../view/text/text.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { percentOf, share, type DevicePanel } from './device-meters.js';
import { segmentLine, type Segment } from './segments.js';

/** What the lines of all devices of a screen have in common. */
export interface LinePlan {
  /** Engines are called by the common word too: `vcs VIDEO`. */
  readonly words: boolean;
  /** Devices are told apart by their names. */
  readonly namesDiffer: boolean;
}

/** Facts that tell devices apart, whose colour is which where no line below says it, then how the device is, and what memory is left. */
export function titleLine(
  theme: Theme,
  panel: DevicePanel,
  [facts, legend]: readonly [readonly Condition[], readonly Segment[]],
  width: number,
  end: string,
): string {
  const line = segmentLine(
    theme,
    width - 2 - (end === '' ? 0 : 2),
    [...identity(panel.device, width), ...legend],
    [...facts.flatMap(factSegments), ...memorySegments(theme, panel, width)],
    '─',
  );
  return `${paint(theme.dim, '╭')} ${line}${end === '' ? '' : ` ${paint(theme.dim, end)}`}`;
}

/** Cells of a name of a device at which it is still recognised, and those that it has on any screen; of wide ones a third. */
export const NAME_LEAST = 12;
export const NAME_MOST = 28;

function identity(device: Device, width: number): Segment[] {
  const name = cut(shortName(device), Math.max(NAME_MOST, Math.floor(width / 3)));
  return [
    { text: shortDeviceLabel(printable(deviceLabel(device)), 24), role: 'title', rank: 0 },
    // What is known of a device gives way to which one it is.
    { text: name, role: 'title', rank: 2, least: NAME_LEAST },
    { text: printable(device.driver ?? ''), role: 'label', rank: 8 },
    {
      text: printable(furtherNodes(device)),
      role: 'dim',
      rank: 12,
    },
    { text: device.id === device.nodes[0] ? '' : printable(device.id), role: 'dim', rank: 13, gap: ' ' },
    { text: device.runtimeStatus === 'suspended' ? 'asleep' : '', role: 'label', rank: 1 },
    { text: printable(device.hint ?? ''), role: 'warning', rank: 10 },
  ];
}

/** As it is sold, where the name has that in brackets: `Navi 32 [Radeon RX 7800 XT]`. */
function shortName({ name }: Device): string {
  const sold = /\[([^\[\]]+)\]$/.exec(name ?? '')?.[1];
  return printable(sold ?? name ?? '');
}

/** Beside the main engine and the memory in 80 columns. */
const SHORT_NAME_MOST = 11;
const FAMILY = /\b(?:AMD|ATI|Intel|NVIDIA|Radeon|Instinct|GeForce|Graphics)\b */g;

/** Without the family, where what follows is still a name: `RX 7800 XT`, `MI300X`. */
function shortestName(device: Device): string {
  const name = shortName(device);
  return name.replace(FAMILY, '').trim() || name;
}

function factSegments({ text, cells, rank, limit }: Condition): Segment[] {
  return [
    { text: cells === null ? text : fit(text, cells, 'right'), rank },
    { text: limit?.text ?? '', role: 'dim', rank: (limit?.rank ?? rank) + 4, gap: ' ' },
  ];
}

/** Used of total, a bar of it, and what is free: at every width, each of a width of its own so that nothing moves. */
function memorySegments(theme: Theme, { chart: { memory } }: DevicePanel, width: number): Segment[] {
  if (memory === null) return [];
  const { label, usedBytes, totalBytes, freeBytes } = memory;
  if (totalBytes === null) return [{ text: `${label} ${fit(bytes(usedBytes), 8, 'right')}`, rank: 1 }];
  const bar = width >= 160 ? 22 : width >= 110 ? 14 : 8;
  return [
    { text: label, role: 'label', rank: 1 },
    { text: framedBar(share(usedBytes, totalBytes), bar), style: theme.memory, rank: 2, gap: ' ' },
    { text: fit(bytesOf(usedBytes, totalBytes), 15, 'right'), rank: 0, gap: ' ' },
    { text: freeBytes === null ? '' : `${fit(bytes(freeBytes), 8, 'right')} free`, style: theme.title, rank: 1, gap: ' ' },
  ];
}

/**
 * The form of one row: which device it is, every engine's number, then how the device is, and its memory. A name that tells devices apart stays
 * longer than a second engine; one that all have goes before it.
 */
export function linePanel(theme: Theme, panel: DevicePanel, { words, namesDiffer }: LinePlan, width: number): string {
  const { device, engines, perEngine, chart } = panel;
  const main = chart.lead.engine ?? engines[0];
  // Memory without a total takes few cells.
  const hasRoom = words || chart.memory?.totalBytes == null;
  const left: Segment[] = [
    { text: shortDeviceLabel(printable(deviceLabel(device)), Math.floor(width / 4)), role: 'title', rank: 0 },
    { text: hasRoom ? shortName(device) : cut(shortestName(device), SHORT_NAME_MOST), role: 'title', rank: namesDiffer ? 2 : 6 },
    { text: device.runtimeStatus === 'suspended' ? 'asleep' : '', rank: 1 },
    ...engines.map((name, i): Segment => {
      const engine = device.engines.get(name) ?? null;
      const number = fit(percentOf(engine, perEngine), 6, 'right');
      return {
        text: `${measureName(name)} ${number}`,
        style: theme.heat(engine !== null && isShare(engine) ? (engine.ratio ?? 0) : 0),
        rank: name === main ? 1 : i + 3,
        gap: '  ',
      };
    }),
    { text: printable(device.driver ?? ''), role: 'label', rank: 31 },
    { text: printable(device.hint ?? ''), role: 'warning', rank: 32 },
  ];
  const facts = conditionsOf(device)
    .flatMap(factSegments)
    .filter(({ rank }) => rank < 8);
  return segmentLine(theme, width, left, [
    ...facts.map((each) => ({ ...each, rank: each.rank + 8 })),
    ...memorySegments(theme, panel, width),
  ]);
}
