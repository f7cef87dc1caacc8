/** Arbitrary sweeps for fast-check: every field takes every kind of value its type allows, hostile texts and repeated keys too. */
import fc from 'fast-check';
import { GATE_STATES } from '../../src/scan/gate.js';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { type DeviceFactValues, deviceFacts as registry } from '../../src/measures/device-facts.js';
import { STRATEGY_NAMES } from '../../src/drm/strategies/strategy.js';
import { makeUnit, UNIT_KINDS, UNIT_PARTS } from '../../src/units/unit.js';
import type { Reading, ScanCost, ScanCoverage, Sweep } from '../../src/scan/sweep.js';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '\n', '__proto__', '\ud800'),
);
const textOrNull = fc.option(text);
const count = fc.nat();
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
// JSON has no minus zero; no counter and no clock gives one.
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const realOrNull = fc.option(real);
const span = real.map(Math.abs);
const mapOf = <T>(value: fc.Arbitrary<T>) => fc.array(fc.tuple(text, value), { maxLength: 3 }).map((entries) => new Map(entries));

/** Lines of numbers and words that stay, move a little or change altogether from sweep to sweep. */
const fdinfoText = fc
  .array(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom('drm-engine-gfx:\t', 'drm-engine-enc_1:\t', 'a1b'),
          fc.oneof(u64, fc.bigInt(0n, 30n)),
          fc.constantFrom('', ' ns', ' KiB'),
        )
        .map((parts) => parts.join('')),
      fc.constantFrom('007', '00', '', 'drm-driver:\tamdgpu', '18446744073709551616 18446744073709551615'),
      text,
    ),
    { maxLength: 5 },
  )
  .map((lines) => lines.join('\n'));

const reading: fc.Arbitrary<Reading> = fc.record({
  pid: fc.integer({ min: 1, max: 4 }),
  fd: fc.integer({ min: 0, max: 3 }),
  link: textOrNull,
  device: textOrNull,
  text: fdinfoText,
  atNs: u64,
});

const OF_KIND = {
  number: realOrNull,
  numbers: mapOf(real),
  text: textOrNull,
  texts: fc.option(fc.array(text, { maxLength: 2 })),
};
const anyFacts = Object.fromEntries(registry().map(([key, { kind }]) => [key, OF_KIND[kind]])) as unknown as {
  readonly [K in keyof DeviceFactValues]: fc.Arbitrary<DeviceFactValues[K]>;
};

const device: fc.Arbitrary<DeviceFacts> = fc.record({
  id: fc.constantFrom('0000:03:00.0', 'soc:gpu', ''),
  driver: textOrNull,
  nodes: fc.array(text, { maxLength: 2 }),
  deviceNumbers: fc.array(textOrNull, { maxLength: 2 }),
  name: textOrNull,
  ...anyFacts,
  // The kernel counts what is open: never fewer than there are clients.
  openFiles: fc.option(fc.integer({ min: 1000 })),
  memory: mapOf(fc.record({ usedBytes: fc.option(count), totalBytes: fc.option(count) })),
  counters: fc.record({ idleNs: fc.option(u64), busyNs: fc.option(u64), energyUj: fc.option(u64) }),
  atNs: u64,
});

const processReading = fc.record({
  source: fc.constantFrom('kfd' as const, 'nvidia-smi' as const),
  device: text,
  pid: fc.integer({ min: 1, max: 4 }),
  isOurs: fc.boolean(),
  text,
  atNs: u64,
});

const unit = fc
  .tuple(fc.constantFrom(...UNIT_KINDS), fc.dictionary(fc.constantFrom(...UNIT_PARTS), text))
  .map(([kind, parts]) => makeUnit(kind, parts));

const processFacts = fc.record({
  pid: fc.integer({ min: 1, max: 4 }),
  startTimeTicks: fc.option(count),
  parentPid: fc.option(count),
  ancestors: fc.option(fc.array(fc.record({ pid: count, comm: text }), { maxLength: 3 })),
  comm: textOrNull,
  cmdline: textOrNull,
  uid: fc.option(count),
  user: textOrNull,
  unit: fc.option(unit),
  cpuTicks: fc.option(count),
  holdsKfd: fc.option(fc.boolean()),
});

const cost: fc.Arbitrary<ScanCost> = fc.record({
  strategy: fc.constantFrom(...STRATEGY_NAMES),
  mode: fc.constantFrom('full' as const, 'incremental' as const),
  durationNs: span,
  cpuNs: span,
  processes: count,
  processesListed: count,
  fdsChecked: count,
  drmFds: count,
  worstDelayNs: fc.option(span),
  holderDelayNs: fc.option(span),
  gate: fc.option(fc.constantFrom(...GATE_STATES)),
});

const coverage: fc.Arbitrary<ScanCoverage> = fc.record({
  processesSeen: count,
  processesUnreadable: count,
  processesWaiting: fc.option(count),
  fdsUnlisted: fc.option(count),
  byErrno: mapOf(count),
  troubles: fc.array(fc.record({ errno: text, path: text }), { maxLength: 2 }),
});

const sweep: fc.Arbitrary<Sweep> = fc.record({
  atNs: u64,
  wallMs: fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }).map((value) => value + 0),
  host: text,
  source: fc.record({ kind: fc.constantFrom('live' as const, 'tree' as const, 'demo' as const, 'replay' as const), root: text }),
  cost,
  coverage,
  devices: fc.array(device, { maxLength: 3 }),
  readings: fc.array(reading, { maxLength: 6 }),
  processReadings: fc.array(processReading, { maxLength: 4 }),
  processes: fc.array(processFacts, { maxLength: 4 }).map((all) => new Map(all.map((process) => [process.pid, process]))),
  kernelClients: fc.array(fc.record({ device: text, clientId: text, pid: count }), { maxLength: 3 }),
});

/** Cloned, because fast-check's own records have no prototype, which a strict comparison sees. */
export const anySweep = sweep.map((made): Sweep => {
  const { processReadings, ...rest } = structuredClone(made);
  return processReadings?.length ? { ...rest, processReadings } : rest;
});

/** A sweep of several machines, no two of one name. */
export const anyFleetSweep = fc
  .tuple(
    anySweep,
    fc.uniqueArray(
      fc.record({
        host: fc.constantFrom('a', 'b', '__proto__', ''),
        sweep: fc.option(anySweep),
        trouble: textOrNull,
        isSlow: fc.option(fc.boolean()),
      }),
      {
        selector: ({ host }) => host,
        maxLength: 4,
      },
    ),
  )
  .map(([outer, hosts]): Sweep => ({
    ...outer,
    hosts: hosts.map(({ isSlow, host, trouble, ...rest }) => ({ host, trouble, ...rest, ...(isSlow !== null && { isSlow }) })),
  }));
