/**
 * Every read of sysfs can fail: nothing throws, no fact of a device is wrong, and once the fault is over all are there again.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { machineRoot, MACHINES, readerOf } from '../drm/devices/machines.js';
import { MemoryFiles } from '../drm/devices/memory-files.js';
import { type Call, type Fault, faultyFiles } from '../support/faulty-files.js';
import { noise } from '../support/noise.js';
import { FaultTally } from './tally.js';

const RUNS = Number(process.env.GPU_TOP_FAULT_RUNS ?? 20);

/** What a map has must be right; what it lacks is unknown. A list says that there is no more. */
function isRight(value: unknown, whole: unknown): boolean {
  if (!(value instanceof Map) || !(whole instanceof Map)) return isDeepStrictEqual(value, whole);
  return [...value].every(([name, each]) => isDeepStrictEqual(each, whole.get(name)));
}

/** Facts that are neither right nor absent. */
function wrongFacts(devices: readonly DeviceFacts[], truth: readonly DeviceFacts[]): string[] {
  const found: string[] = [];
  for (const device of devices) {
    const right = truth.find(({ nodes }) => nodes.some((node) => device.nodes.includes(node)));
    if (right === undefined) {
      found.push(`a device ${device.id} of nodes ${device.nodes.join()}`);
      continue;
    }
    if (!device.nodes.every((node) => right.nodes.includes(node))) found.push(`nodes ${device.nodes.join()}`);
    for (const [key, value] of Object.entries(device) as [keyof DeviceFacts, unknown][]) {
      if (['nodes', 'deviceNumbers', 'hint', 'counters', 'memory', 'atNs', 'name', 'id'].includes(key)) continue;
      if (value !== null && !isRight(value, right[key])) found.push(`${key} of ${right.id} is ${JSON.stringify(value)}`);
    }
    device.deviceNumbers.forEach((number, at) => {
      const whole = right.deviceNumbers[right.nodes.indexOf(device.nodes[at] ?? '')];
      if (number !== null && number !== whole) found.push(`${device.nodes[at]} has number ${number}`);
    });
    for (const [region, { usedBytes, totalBytes }] of device.memory) {
      const whole = right.memory.get(region);
      if (usedBytes !== null && usedBytes !== whole?.usedBytes) found.push(`${region} uses ${usedBytes}`);
      if (totalBytes !== null && totalBytes !== whole?.totalBytes) found.push(`${region} has ${totalBytes}`);
    }
    for (const [key, value] of Object.entries(device.counters) as [keyof DeviceFacts['counters'], bigint | null][]) {
      if (value !== null && value !== right.counters[key]) found.push(`${key} is ${value}`);
    }
  }
  const ids = devices.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) found.push(`ids ${ids.join()}`);
  return found;
}

interface Ran {
  readonly calls: number;
  readonly hit: unknown;
  /** Facts that were wrong while reads failed, or are afterwards. */
  readonly wrong: readonly string[];
  /** Facts that were not there afterwards. */
  readonly missing: readonly string[];
}

const tally = new FaultTally();
afterAll(() => tally.report('sysfs faults'));

/** Two readings with faults, two without. */
function run(machine: MemoryFiles, truth: readonly DeviceFacts[], choose: (call: Call) => Fault | null): Ran {
  let isOver = false;
  const files = faultyFiles(machine, (call) => (isOver ? null : choose(call)));
  const reader = readerOf('/', files);
  const wrong = [...wrongFacts(reader.read(), truth), ...wrongFacts(reader.read(), truth)];
  const { calls } = files;
  isOver = true;
  reader.read();
  const after = reader.read();
  tally.add(files.faults);
  return {
    ...{ calls, hit: files.faults[0], wrong: [...wrong, ...wrongFacts(after, truth)] },
    missing: isDeepStrictEqual(after, truth) ? [] : missingFacts(after, truth),
  };
}

function missingFacts(devices: readonly DeviceFacts[], truth: readonly DeviceFacts[]): string[] {
  return truth.flatMap((right) => {
    const device = devices.find(({ id }) => id === right.id);
    if (device === undefined) return [`no ${right.id}`];
    return (Object.keys(right) as (keyof DeviceFacts)[])
      .filter((key) => !isDeepStrictEqual(device[key], right[key]))
      .map((key) => `${key} of ${right.id}`);
  });
}

/** What passes, and so must leave nothing behind. That something is not there, or not for us, is a fact of the machine. */
const TRANSIENT: readonly Fault[] = ['EMFILE', 'EINTR'];
const LASTING: readonly Fault[] = ['ENOENT', 'ESRCH', 'EACCES', 'EIO', 0, 0.5, 0.999];

/** A long run tries them all; else a third, others at each call. */
function faultsAt(number: number): readonly Fault[] {
  const all = [...TRANSIENT, ...LASTING];
  return process.env.GPU_TOP_FAULT_RUNS === undefined ? all.filter((_, index) => index % 3 === number % 3) : all;
}

/** amdgpu's binary table, version 1.3, which no fixture has: nothing but `temp_hotspot` holds the clock down. */
const METRICS = Uint8Array.from({ length: 120 }, (_, at) => ({ 0: 120, 2: 1, 3: 3, 116: 16 })[at] ?? 0);

describe.each(MACHINES)('%s', (name) => {
  const machine = MemoryFiles.copyOf(machineRoot(name));
  for (const path of machine.paths)
    if (path.endsWith('/gpu_busy_percent')) machine.set(path.replace(/[^/]*$/, 'gpu_metrics'), METRICS);
  const truth = readerOf('/', machine).read();

  test('any single read may fail in any way', () => {
    const { calls } = run(machine, truth, () => null);
    const failures: unknown[] = [];
    for (let number = 0; number < calls; number++) {
      for (const fault of faultsAt(number)) {
        const choose = (call: Call): Fault | null => (call.number === number ? fault : null);
        const { wrong, missing, hit } = run(machine, truth, choose);
        // What is not there or not for us is another machine: only that nothing throws is certain then.
        if (wrong.length + missing.length > 0 && TRANSIENT.includes(fault)) failures.push({ hit, wrong, missing });
      }
    }
    expect(failures).toEqual([]);
  }, 120_000);

  test('any number of reads may fail together', () => {
    const faults = fc.record({
      // Not fc.double, which is even over the representable numbers: nearly all of them are next to 0.
      share: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
      kinds: fc.uniqueArray(fc.constantFrom(...TRANSIENT, ...LASTING), { minLength: 1 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(faults, ({ share, kinds, seed }) => {
        const { wrong, missing } = run(machine, truth, ({ number }) =>
          noise(seed + number * 2) < share ? (kinds[Math.floor(noise(seed + number * 2 + 1) * kinds.length)] ?? null) : null,
        );
        if (kinds.every((kind) => TRANSIENT.includes(kind))) expect([...wrong, ...missing]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
