import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { Reading, Sweep } from '../../src/scan/sweep.js';
import { anySweep } from '../support/any-sweep.js';
import { fdinfoFixtures } from '../support/fdinfo-fixtures.js';
import { processFacts } from '../support/snapshots.js';
import { clientOf, deviceFacts, PCI, reading, sweep } from '../support/sweeps.js';

function fold(sweeps: readonly Sweep[]): Snapshot[] {
  const ledger = createLedger();
  return sweeps.map((each) => ledger.fold(each));
}

/** One fd is one file at a time; everything else about the readings is free. */
function oncePerFd(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((each) => [`${each.pid}/${each.fd}`, each])).values()];
}

/** Holds for every sequence of sweeps; a reading says what it wants. */
function expectInvariants(sweeps: readonly Sweep[]): void {
  const snapshots = fold(sweeps);
  snapshots.forEach((snapshot, at) => {
    expect(violations(snapshot, snapshots[at - 1] ?? null)).toEqual([]);
    for (const { engines } of [...snapshot.clients, ...snapshot.devices]) {
      for (const { ratio } of engines.values()) expect(ratio === null || (ratio >= 0 && Number.isFinite(ratio))).toBe(true);
    }
  });
}

const u64 = fc.oneof(fc.bigInt(0n, 4_000_000_000n), fc.bigInt(0n, 2n ** 64n - 1n));
const engineName = fc.constantFrom('gfx', 'enc', 'enc_1', '__proto__');
const line = fc.oneof(
  fc.tuple(engineName, u64).map(([name, value]) => `drm-engine-${name}: ${value} ns`),
  fc.tuple(engineName, u64).map(([name, value]) => `drm-cycles-${name}: ${value}`),
  fc.tuple(engineName, u64).map(([name, value]) => `drm-total-cycles-${name}: ${value}`),
  fc.tuple(engineName, fc.nat(4)).map(([name, value]) => `drm-engine-capacity-${name}: ${value}`),
  fc.tuple(engineName, fc.nat()).map(([name, value]) => `drm-maxfreq-${name}: ${value} Hz`),
  fc.tuple(fc.constantFrom('vram', 'gtt'), u64).map(([name, value]) => `drm-resident-${name}: ${value} KiB`),
  fc.constantFrom('drm-engine-gfx: rubbish', 'pasid: 5'),
);
const text = fc
  .tuple(
    fc.record({
      driver: fc.constantFrom('amdgpu', 'xe', null),
      pdev: fc.constantFrom(PCI, null),
      id: fc.constantFrom('7', '8', null),
    }),
    fc.array(line, { maxLength: 8 }),
  )
  .map(([identity, lines]) => clientOf(identity, ...lines));
const anyReading: fc.Arbitrary<Reading> = fc
  .record({
    pid: fc.integer({ min: 1, max: 4 }),
    fd: fc.integer({ min: 3, max: 5 }),
    device: fc.constantFrom(null, PCI, 'soc'),
    text,
    at: fc.double({ min: 0, max: 8, noNaN: true }),
  })
  .map(({ text: of, ...more }) => reading(of, more));
const anyTick: fc.Arbitrary<Sweep> = fc
  .record({
    at: fc.double({ min: 0, max: 8, noNaN: true }),
    readings: fc.array(anyReading, { maxLength: 6 }),
    starts: fc.array(fc.option(fc.nat(3)), { minLength: 4, maxLength: 4 }),
    devices: fc.constantFrom(
      [],
      [deviceFacts({ driver: 'amdgpu' })],
      [deviceFacts({ id: 'soc', driver: 'xe' }), deviceFacts({ driver: 'xe' })],
    ),
  })
  .map(({ at, readings, starts, devices }) => {
    const people = starts.map((startTimeTicks, pid) => processFacts({ pid: pid + 1, startTimeTicks }));
    return sweep(at, oncePerFd(readings), { people, devices });
  });

describe('no sequence of sweeps breaks an invariant', () => {
  test('of drivers that print anything at any time', () => {
    fc.assert(fc.property(fc.array(anyTick, { maxLength: 6 }), expectInvariants), { numRuns: 600 });
  });

  test('of values of any kind', () => {
    const anything = anySweep.map((each) => ({ ...each, readings: oncePerFd(each.readings) }));
    fc.assert(fc.property(fc.array(anything, { maxLength: 5 }), expectInvariants), { numRuns: 300 });
  });
});

test('the order of readings and of processes does not matter', () => {
  const shuffled = fc
    .array(anyTick, { maxLength: 4 })
    .chain((ticks) =>
      fc.tuple(
        fc.constant(ticks),
        fc.tuple(
          ...ticks.map((tick) =>
            fc
              .tuple(
                fc.shuffledSubarray([...tick.readings], { minLength: tick.readings.length }),
                fc.shuffledSubarray([...tick.processes], { minLength: tick.processes.size }),
              )
              .map(([readings, processes]) => ({ ...tick, readings, processes: new Map(processes) })),
          ),
        ),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([ticks, others]) => {
      const [one, other] = [fold(ticks), fold(others)];
      expect(other).toEqual(one);
      expect(other.map(({ clients }) => clients.map(({ key }) => key))).toEqual(
        one.map(({ clients }) => clients.map(({ key }) => key)),
      );
    }),
    { numRuns: 300 },
  );
});

describe('ratios are those of an oracle that adds up what happened', () => {
  const capacity = fc.constantFrom(1, 2, 4);
  const ticks = fc.array(
    fc.record({ dtUs: fc.integer({ min: 1, max: 5_000_000 }), busy: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const printed: Record<string, (busyNs: bigint, wallNs: bigint) => string[]> = {
    ns: (busyNs) => [`drm-engine-e: ${busyNs} ns`],
    cycles: (busyNs, wallNs) => [`drm-cycles-e: ${busyNs * 3n}`, `drm-total-cycles-e: ${wallNs * 3n}`],
    both: (busyNs) => [`drm-engine-e: ${busyNs} ns`, `drm-cycles-e: ${busyNs / 2n}`, 'drm-maxfreq-e: 1 MHz'],
    'full-speed': (busyNs) => [`drm-cycles-e: ${busyNs}`, 'drm-maxfreq-e: 1 GHz'],
  };

  test.each(Object.keys(printed))('by %s', (kind) => {
    fc.assert(
      fc.property(capacity, ticks, fc.bigInt(0n, 2n ** 60n), (size, steps, start) => {
        const ledger = createLedger();
        let [wallUs, busyNs] = [1_000_000, start];
        const now = (): Snapshot => {
          const atNs = BigInt(wallUs) * 1000n;
          const lines = [...(printed[kind]?.(busyNs, atNs) ?? []), `drm-engine-capacity-e: ${size}`];
          const tick = sweep(wallUs / 1e6, [{ ...reading(clientOf({ driver: 'x', id: '1' }, ...lines)), atNs }]);
          return ledger.fold(tick);
        };
        now();
        for (const { dtUs, busy } of steps) {
          wallUs += dtUs;
          const addedNs = BigInt(Math.floor(dtUs * 1000 * size * busy));
          busyNs += addedNs;
          const ratio = now().clients[0]?.engines.get('e')?.ratio;
          expect(ratio).toBeCloseTo(Number(addedNs) / (dtUs * 1000 * size), 9);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('a recorded text cut at any byte gives a client that is right or none', () => {
  for (const { text: whole } of fdinfoFixtures().filter(({ name }) => /^(amdgpu|xe|panthor)\//.test(name))) {
    const [full] = fold([sweep(0, [reading(whole)])]);
    const right = full?.clients[0];
    for (let end = 0; end < whole.length; end++) {
      const [snapshot] = fold([sweep(0, [reading(whole.slice(0, end))])]);
      const [client] = snapshot?.clients ?? [];
      if (client === undefined) continue;
      expect([client.clientId, client.driver]).toEqual([right?.clientId, right?.driver]);
      for (const [name, { counters }] of client.engines) {
        const expected = right?.engines.get(name)?.counters;
        for (const field of ['busyNs', 'cycles', 'totalCycles'] as const) {
          if (counters[field] !== null) expect(counters[field]).toBe(expected?.[field]);
        }
      }
    }
  }
});
