/** Line to sweep. Everything in the line is checked: a recording may come from anyone. */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import type { ProcessReading, ProcessSource, Reading, Sweep } from '../scan/sweep.js';
import { changesOf, patchFields, patchList } from './list-delta.js';
import { checkLine, checkSize } from './sweep-size.js';
import { bigint, Damage, list, wallMs, type Fields, type RecordShape } from './shape.js';
import {
  costShape,
  coverageShape,
  deviceShape,
  kernelClientShape,
  originShape,
  placeShape,
  processPlaceShape,
  processShape,
} from './shapes.js';
import type { PlainSweep, SweepLine } from './sweep-line.js';
import { patchText } from './text-delta.js';

const times = list(bigint);

/**
 * Undoes `encodeSweep`. The same text that stands in two sweeps is the same string object in both.
 * Throws `Damage` for a line that no recorder writes.
 */
export function decodeSweep(before: PlainSweep, text: string): { readonly sweep: Sweep; readonly plain: PlainSweep } {
  const line = parse(text);
  const readings = patchList(before.readings, line.readings);
  const ofProcesses = patchList(before.processReadings, line.processReadings);
  const plain: PlainSweep = {
    atNs: before.atNs + bigint.decode(line.at),
    origin: patchFields(before.origin, line.origin),
    cost: patchFields(before.cost, line.cost),
    coverage: patchFields(before.coverage, line.coverage),
    devices: patchList(before.devices, line.devices).list,
    readings: readings.list,
    texts: patchTexts(before.texts, line.texts, readings.origins),
    processReadings: ofProcesses.list,
    processTexts: patchTexts(before.processTexts, line.processTexts, ofProcesses.origins),
    processes: patchList(before.processes, line.processes).list,
    kernelClients: patchList(before.kernelClients, line.kernelClients).list,
  };
  const { host, kind, root } = originShape.decode(plain.origin);
  const sweep: Sweep = {
    atNs: plain.atNs,
    wallMs: wallMs.decode(line.wallMs),
    host,
    source: { kind, root },
    cost: costShape.decode(plain.cost),
    coverage: coverageShape.decode(plain.coverage),
    devices: placeDevices(plain, times.decode(line.deviceTimes)),
    readings: placeReadings(plain, times.decode(line.times)),
    processes: new Map(decodeAll(processShape, plain.processes).map((process) => [process.pid, process])),
    kernelClients: decodeAll(kernelClientShape, plain.kernelClients),
    ...(plain.processReadings.length > 0 && { processReadings: placeProcessReadings(plain, times.decode(line.processTimes)) }),
  };
  checkSize(sweep);
  return { sweep, plain };
}

function parse(text: string): SweepLine {
  checkLine(text);
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null) return line as SweepLine;
  } catch (error) {
    throw new Damage('a line is no JSON', { cause: error });
  }
  throw new Damage('a line is no record');
}

function patchTexts(before: readonly string[], changes: unknown, origins: readonly number[]): string[] {
  const texts = origins.map((origin) => before[origin] ?? '');
  for (const [index, change] of changesOf(changes)) {
    const old = texts[index];
    if (old === undefined) throw new Damage(`there is no reading ${index}`);
    texts[index] = patchText(old, change);
  }
  return texts;
}

function placeDevices(plain: PlainSweep, offsetsNs: readonly bigint[]): DeviceFacts[] {
  return decodeAll(deviceShape, plain.devices).map((device, index) => {
    const offsetNs = offsetsNs[index];
    if (offsetNs === undefined) throw new Damage('a device has no time');
    return { ...device, atNs: plain.atNs + offsetNs };
  });
}

function placeReadings(plain: PlainSweep, gapsNs: readonly bigint[]): Reading[] {
  return place(decodeAll(placeShape, plain.readings), plain.texts, plain.atNs, gapsNs);
}

function placeProcessReadings(plain: PlainSweep, gapsNs: readonly bigint[]): ProcessReading[] {
  const all = place(decodeAll(processPlaceShape, plain.processReadings), plain.processTexts, plain.atNs, gapsNs);
  const isKnown = (source: string): source is ProcessSource => Object.hasOwn(SOURCES, source);
  return all.flatMap((reading) => (isKnown(reading.source) ? { ...reading, source: reading.source } : []));
}

/** Sources that this version knows; the room has the types of `scan` only. */
const SOURCES: Readonly<Record<ProcessSource, true>> = { kfd: true, 'nvidia-smi': true };

function place<T extends object>(places: readonly T[], texts: readonly string[], startNs: bigint, gapsNs: readonly bigint[]) {
  let atNs = startNs;
  return places.map((each, index) => {
    const gapNs = gapsNs[index];
    if (gapNs === undefined) throw new Damage('a reading has no time');
    atNs += gapNs;
    return { ...each, text: texts[index] ?? '', atNs };
  });
}

function decodeAll<T extends object>(shape: RecordShape<T>, all: readonly Fields[]): T[] {
  return all.map((fields) => decodeOnce(shape, fields));
}

/** A record that no line changed since is decoded once: nearly all of them, in every sweep. */
const decoded = new WeakMap<Fields, object>();

function decodeOnce<T extends object>(shape: RecordShape<T>, fields: Fields): T {
  const known = decoded.get(fields) as T | undefined;
  if (known !== undefined) return known;
  const value = shape.decode(fields);
  decoded.set(fields, value);
  return value;
}
