/** What the plain table says above the rows: the source, the interval, and each device with what is known about it. */
import type { Device, Snapshot } from '../ledger/snapshot.js';
import type { DeviceMemory } from '../drm/devices/device-facts.js';
import { count } from '../view/coverage/coverage.js';
import { conditionsOf } from '../view/devices/device-facts.js';
import { deviceLabel, furtherNodes } from '../view/devices/devices.js';
import { figureText, isShare } from '../view/columns/engine-figure.js';
import { DOT, TIMES } from '../view/text/glyphs.js';
import { engineNames, measureName } from '../view/columns/measures.js';
import { bytesOf, duration } from '../view/text/numbers.js';
import { printable } from '../view/text/printable.js';
import { cut, wrap } from '../view/text/text.js';
import { type Span, type Styler, heatRole, layOutSpans } from './style.js';

const SEPARATOR = ` ${DOT} `;

/** `gpu-top · box · 2 devices · 14 clients in 9 processes · over 1.0 s`; what is not this live machine says so first. */
export function titleLines(snapshot: Snapshot, width: number, style: Styler): string[] {
  const { clients, devices, source, host, intervalNs } = snapshot;
  const processes = new Set(clients.flatMap(({ host, holders }) => holders.map(({ process }) => `${host} ${process.pid}`))).size;
  const facts = [
    'gpu-top',
    printable(host),
    count(devices.length, 'device', 'devices'),
    `${count(clients.length, 'client', 'clients')} in ${count(processes, 'process', 'processes')}`,
    intervalNs === null ? 'nothing measured yet' : `over ${duration(intervalNs)}`,
  ];
  const title = layOutSpans(
    facts.map((text) => ({ text })),
    { width, separator: SEPARATOR, indents: ['', '  '], style },
  );
  const banner = bannerOf(source);
  return banner === null ? title : [style('banner', cut(banner, width)), ...title];
}

function bannerOf({ kind, root }: Snapshot['source']): string | null {
  if (kind === 'demo') return 'DEMO: simulated devices and processes, not this machine';
  if (kind === 'replay') return 'REPLAY: a recording, not this moment';
  return kind === 'tree' ? `TREE: read from ${printable(root)}` : null;
}

/** Who a device is and how it is, then its engines. What is unknown is left out, but an engine keeps its dash. */
export function deviceLines(device: Device, width: number, style: Styler): string[] {
  const name: Span = { text: printable(`${deviceLabel(device)} ${furtherNodes(device)}`.trim()), role: 'device' };
  const facts = [device.name, identity(device), ...condition(device)].filter((fact) => fact !== null && fact !== '');
  const spans = [name, ...facts.map((fact) => ({ text: printable(fact ?? '') }))];
  const hint = device.hint === null ? [] : wrap(printable(device.hint), width - 2).map((line) => `  ${style('warning', line)}`);
  return [
    ...layOutSpans(spans, { width, separator: SEPARATOR, indents: ['', '  '], style }),
    ...layOutSpans(engineSpans(device), { width, separator: '   ', indents: ['  ', '  '], style }),
    ...hint,
  ];
}

/** Without nodes the id is the name already. */
function identity({ driver, id, nodes }: Device): string {
  return [driver, nodes.length === 0 ? null : id].filter((part) => part !== null).join(' ');
}

function condition(device: Device): (string | null)[] {
  return [
    device.runtimeStatus === 'suspended' ? 'asleep' : null,
    ...conditionsOf(device).map(({ text }) => text),
    ...[...device.memory].map(memoryFact),
  ];
}

/** A region that nobody uses and whose size nobody knows (gds, oa) is no news. */
function memoryFact([name, { usedBytes, totalBytes }]: readonly [string, DeviceMemory]): string | null {
  return (usedBytes ?? 0) > 0 || totalBytes !== null ? `${name} ${bytesOf(usedBytes, totalBytes)}` : null;
}

function engineSpans(device: Device): Span[] {
  return engineNames({ devices: [device] }).map((name) => {
    const figure = device.engines.get(name) ?? { ratio: null, capacity: 1 };
    const { ratio, capacity } = figure;
    const label = `${measureName(name)}${capacity > 1 && isShare(figure) ? ` ${TIMES}${capacity}` : ''}`;
    return { text: `${label} ${figureText(figure)}`, ...(isShare(figure) ? { role: heatRole(ratio) } : {}) };
  });
}
