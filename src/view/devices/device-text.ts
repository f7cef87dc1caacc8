/** All that is known of a device as text, what is not known by its name: `gpu-top devices`, and the page `w`. */
import type { Device } from '../../ledger/snapshot.js';
import { isOfNvidia } from '../../drm/nodes/node-names.js';
import { type DeviceFact, type DeviceFactKey, factsOf } from '../../measures/device-facts.js';
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
    .map((each) => ({ fact: each.fact, text: factText(each) }));
  const engines = [...device.engines].map(([name, { ratio }]) => `${name} ${percent(ratio)}`);
  const memory = [...device.memory].map(([region, { usedBytes, totalBytes }]) => `${region} ${bytesOf(usedBytes, totalBytes)}`);
  const lists = { Nodes: device.nodes, Engines: engines, Memory: memory };
  const unknown = facts.flatMap(({ fact, text }) => (text === null && isExpected(fact, device) ? [inSentence(fact.title)] : []));
  const all: (readonly [string, string])[] = [
    ...Object.entries(lists).flatMap(([title, list]) => (list.length === 0 ? [] : [[title, list.join(', ')] as const])),
    ...facts.flatMap(({ fact, text }) => (text === null ? [] : [[fact.title, text] as const])),
  ];
  return {
    heading: printable([...new Set(heading)].join(' · ')),
    facts: all.map(([title, text]) => [printable(title), printable(text)]),
    unknown: unknown.length === 0 ? null : unknown.join(', '),
  };
}

/** Not to be named where nothing is known of it: what this device's driver has no word for. */
function isExpected({ isNvidias, isNote }: DeviceFact, device: Device): boolean {
  return isNote !== true && (isNvidias !== true || isOfNvidia(device));
}

/** `Highest PCIe speed` as `highest PCIe speed`; `VBIOS` stays. */
function inSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;
}
