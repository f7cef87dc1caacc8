/** Sweep to line: what changed since the sweep before. */
import type { Sweep } from '../scan/sweep.js';
import { diffFields, diffList } from './list-delta.js';
import { bigint, type Json, list } from './shape.js';
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
import { type HostLine, NOTHING, type PlainSweep, type SweepLine } from './sweep-line.js';
import { diffText, type TextDelta } from './text-delta.js';

const times = list(bigint);

/** The line (without its newline) that makes `sweep` out of `before`, and the plain form to give as `before` next time. */
export function encodeSweep(before: PlainSweep, sweep: Sweep): { readonly line: string; readonly plain: PlainSweep } {
  const { line, plain } = encodeLine(before, sweep);
  return { line: JSON.stringify(line), plain };
}

function encodeLine(before: PlainSweep, sweep: Sweep): { readonly line: SweepLine; readonly plain: PlainSweep } {
  const ofProcesses = sweep.processReadings ?? [];
  const hosts = new Map<string, PlainSweep>();
  const hostLines = sweep.hosts?.map(({ host, trouble, isSlow, sweep: own }): HostLine => {
    const known = before.hosts.get(host) ?? NOTHING;
    const next = own === null ? { line: null, plain: known } : encodeLine(known, own);
    hosts.set(host, next.plain);
    return { host, trouble, ...(isSlow !== undefined && { isSlow }), line: next.line };
  });
  const plain: PlainSweep = {
    atNs: sweep.atNs,
    origin: originShape.encode({ host: sweep.host, ...sweep.source }),
    cost: costShape.encode(sweep.cost),
    coverage: coverageShape.encode(sweep.coverage),
    devices: sweep.devices.map((device) => deviceShape.encode(device)),
    readings: sweep.readings.map((reading) => placeShape.encode(reading)),
    texts: sweep.readings.map((reading) => reading.text),
    processReadings: ofProcesses.map((reading) => processPlaceShape.encode(reading)),
    processTexts: ofProcesses.map((reading) => reading.text),
    processes: Array.from(sweep.processes.values(), (process) => processShape.encode(process)),
    kernelClients: sweep.kernelClients.map((client) => kernelClientShape.encode(client)),
    hosts,
  };
  const readings = diffList(before.readings, plain.readings, ({ pid, fd }) => JSON.stringify([pid, fd]));
  const processList = diffList(before.processReadings, plain.processReadings, ({ source, device, pid }) =>
    JSON.stringify([source, device, pid]),
  );
  const line: SweepLine = {
    at: bigint.encode(sweep.atNs - before.atNs),
    wallMs: sweep.wallMs,
    ...part('origin', diffFields(before.origin, plain.origin)),
    ...part('cost', diffFields(before.cost, plain.cost)),
    ...part('coverage', diffFields(before.coverage, plain.coverage)),
    ...part('devices', diffList(before.devices, plain.devices, (device) => device['id'] ?? null).delta),
    ...part('readings', readings.delta),
    ...part('texts', diffTexts(before.texts, plain.texts, readings.origins)),
    ...part('processReadings', processList.delta),
    ...part('processTexts', diffTexts(before.processTexts, plain.processTexts, processList.origins)),
    ...part('processTimes', ofProcesses.length === 0 ? null : gaps(sweep, ofProcesses)),
    ...part('processes', diffList(before.processes, plain.processes, (process) => process['pid'] ?? null).delta),
    ...part('kernelClients', diffList(before.kernelClients, plain.kernelClients, (client) => JSON.stringify(client)).delta),
    deviceTimes: times.encode(sweep.devices.map((device) => device.atNs - sweep.atNs)),
    times: gaps(sweep, sweep.readings),
    ...part('hosts', hostLines ?? null),
  };
  return { line, plain };
}

/** ns since the reading before, the first since the sweep's start. */
function gaps(sweep: Sweep, readings: readonly { readonly atNs: bigint }[]): Json {
  return times.encode(readings.map(({ atNs }, index) => atNs - (readings[index - 1] ?? sweep).atNs));
}

function part<K extends string, V>(key: K, value: V | null): Partial<Record<K, V>> {
  return value === null ? {} : ({ [key]: value } as Record<K, V>);
}

function diffTexts(
  before: readonly string[],
  after: readonly string[],
  origins: readonly number[],
): (number | TextDelta)[] | null {
  const changes: (number | TextDelta)[] = [];
  for (const [index, text] of after.entries()) {
    const delta = diffText(before[origins[index] ?? -1] ?? '', text);
    if (delta !== null) changes.push(index, delta);
  }
  return changes.length > 0 ? changes : null;
}
