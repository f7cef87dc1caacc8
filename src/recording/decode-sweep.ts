/** Line to sweep. Everything in the line is checked: a recording may come from anyone. */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import type { HostSweep, ProcessReading, ProcessSource, Reading, Sweep } from '../scan/sweep.js';
import { LIMITS } from './format.js';
import { changesOf, patchFields, patchList } from './list-delta.js';
import { checkLine, checkSize } from './sweep-size.js';
import { bigint, boolean, Damage, list, nullable, record, text, wallMs, type Fields, type RecordShape } from './shape.js';
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
import { NOTHING, type PlainSweep, type SweepLine } from './sweep-line.js';
import { patchText } from './text-delta.js';

const times = list(bigint);

/**
 * Undoes `encodeSweep`. The same text that stands in two sweeps is the same string object in both.
 * Throws `Damage` for a line that no recorder writes.
 */
export function decodeSweep(before: PlainSweep, written: string): Decoded {
  const decoded = decodeLine(before, parse(written));
  checkSize(decoded.sweep);
  return decoded;
}

interface Decoded {
  readonly sweep: Sweep;
  readonly plain: PlainSweep;
}

function decodeLine(before: PlainSweep, line: SweepLine): Decoded {
  const hosts = line.hosts === undefined ? null : decodeHosts(before, line.hosts);
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
    hosts: hosts?.plain ?? NOTHING.hosts,
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
    ...(hosts !== null && { hosts: hosts.sweeps }),
  };
  return { sweep, plain };
}

const hostShape = record<Omit<HostSweep, 'sweep'>>({
  host: text,
  trouble: nullable(text),
  // Absent and false are not the same to the ledger.
  isSlow: { encode: (value) => value ?? null, decode: (json) => (json === undefined ? undefined : boolean.decode(json)) },
});

/** Machines of a line. One within another there is not. */
function decodeHosts(before: PlainSweep, lines: unknown): { sweeps: HostSweep[]; plain: ReadonlyMap<string, PlainSweep> } {
  if (!Array.isArray(lines) || lines.length > LIMITS.hosts) throw new Damage('the machines are no list, or too many');
  const plain = new Map<string, PlainSweep>();
  const sweeps = lines.map((each: unknown): HostSweep => {
    const { host, trouble, isSlow } = hostShape.decode(each);
    if (plain.has(host)) throw new Damage('two machines of one name');
    const { line } = each as { line?: unknown };
    const known = before.hosts.get(host) ?? NOTHING;
    if (line === null) plain.set(host, known);
    if (line === null) return { host, sweep: null, trouble, ...(isSlow !== undefined && { isSlow }) };
    if (typeof line !== 'object' || 'hosts' in line) throw new Damage('a machine without a sweep, or with several');
    const own = decodeLine(known, line as SweepLine);
    plain.set(host, own.plain);
    return { host, sweep: own.sweep, trouble, ...(isSlow !== undefined && { isSlow }) };
  });
  return { sweeps, plain };
}

function parse(written: string): SweepLine {
  checkLine(written);
  try {
    const line: unknown = JSON.parse(written);
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
