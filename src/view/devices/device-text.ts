/** All that is known of a device as text, what is not known by its name: `gpu-top devices`, and the page `w`. */
import type { Device } from '../../ledger/snapshot.js';
import { type DeviceFactKey, factsOf } from '../../measures/device-facts.js';
import { bytesOf, percent } from '../text/numbers.js';
import { printable } from '../text/printable.js';
import { factText } from './device-facts.js';
import { deviceLabel } from './devices.js';

export const UNKNOWN_TITLE = 'Not known';
/** Cells of the titles of facts. */
export const TITLE_CELLS = 24;

/** Printable. */
export interface DeviceText {
  readonly heading: string;
  readonly facts: readonly (readonly [title: string, text: string])[];
  /** Names of what it does not tell; null: it tells all. */
  readonly unknown: string | null;
}

/** @param elsewhere a fact that is told beside it */
export function deviceText(device: Device, elsewhere: DeviceFactKey | null = null): DeviceText {
  const heading = [deviceLabel(device), device.name, device.driver, device.id].filter((part) => part !== null && part !== '');
  const facts = factsOf(device)
    .filter(({ key }) => key !== elsewhere)
    .map((each) => ({ title: each.fact.title, text: factText(each) }));
  const engines = [...device.engines].map(([name, { ratio }]) => `${name} ${percent(ratio)}`);
  const memory = [...device.memory].map(([region, { usedBytes, totalBytes }]) => `${region} ${bytesOf(usedBytes, totalBytes)}`);
  const lists = { Nodes: device.nodes, Engines: engines, Memory: memory };
  const unknown = facts.flatMap(({ title, text }) => (text === null ? [title.toLowerCase()] : []));
  const all: (readonly [string, string])[] = [
    ...Object.entries(lists).flatMap(([title, list]) => (list.length === 0 ? [] : [[title, list.join(', ')] as const])),
    ...facts.flatMap(({ title, text }) => (text === null ? [] : [[title, text] as const])),
  ];
  return {
    heading: printable([...new Set(heading)].join(' · ')),
    facts: all.map(([title, text]) => [printable(title), printable(text)]),
    unknown: unknown.length === 0 ? null : unknown.join(', '),
  };
}
