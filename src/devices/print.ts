/** Devices as text: a heading, a line for each known fact, and the names of those that are not known. */
import type { Device } from '../ledger/snapshot.js';
import { factsOf } from '../measures/device-facts.js';
import { toAscii } from '../view/text/ascii.js';
import { factText } from '../view/devices/device-facts.js';
import { deviceLabel } from '../view/devices/devices.js';
import { bytesOf, percent } from '../view/text/numbers.js';
import { printable } from '../view/text/printable.js';
import { fit } from '../view/text/text.js';

const TITLE_CELLS = 24;

export function printDevices(devices: readonly Device[], { ascii }: { readonly ascii: boolean }): string {
  if (devices.length === 0) return 'no DRM device in /sys/class/drm or /sys/class/accel: gpu-top doctor says what to do\n';
  const text = devices
    .map((device) =>
      linesOf(device)
        .map((line) => printable(line))
        .join('\n'),
    )
    .join('\n\n');
  return `${ascii ? toAscii(text) : text}\n`;
}

function linesOf(device: Device): string[] {
  const heading = [deviceLabel(device), device.name, device.driver, device.id].filter((part) => part !== null && part !== '');
  const facts = factsOf(device).map((each) => ({ title: each.fact.title, text: factText(each) }));
  const engines = [...device.engines].map(([name, { ratio }]) => `${name} ${percent(ratio)}`);
  const memory = [...device.memory].map(([region, { usedBytes, totalBytes }]) => `${region} ${bytesOf(usedBytes, totalBytes)}`);
  const lists = { Nodes: device.nodes, Engines: engines, Memory: memory };
  const unknown = facts.flatMap(({ title, text }) => (text === null ? [title.toLowerCase()] : []));
  return [
    [...new Set(heading)].join(' · '),
    ...Object.entries(lists).flatMap(([title, list]) => (list.length === 0 ? [] : [line(title, list.join(', '))])),
    ...facts.flatMap(({ title, text }) => (text === null ? [] : [line(title, text)])),
    ...(unknown.length === 0 ? [] : [line('Not known', unknown.join(', '))]),
  ];
}

function line(title: string, text: string): string {
  return `  ${fit(title, TITLE_CELLS)}${text}`;
}
