import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulate, EMPTY_EXPORT, type AccumulateOptions, type ExportState } from '../../src/metrics/accumulate.js';
import type { Totals } from '../../src/metrics/totals.js';
import type { Client, EngineUse, Snapshot } from '../../src/ledger/snapshot.js';
import { client, engineCounters, regionBytes, SECOND_NS, snapshot } from '../support/snapshots.js';

const OPTIONS: AccumulateOptions = { by: 'unit+comm', maxSeries: 1000, endAfterMs: 10_000 };
const DEVICE = '0000:03:00.0';

/** An engine that stood at `before` (null: not seen before) and stands at `now`. */
function ns(before: bigint | null, now: bigint, capacity = 1): EngineUse {
  const counters = engineCounters({ busyNs: now, capacity });
  const earlier = before === null ? null : { counters: engineCounters({ busyNs: before }), atNs: 0n };
  return { ratio: null, basis: 'ns', reason: null, counters, before: earlier };
}

function at(second: number, clients: readonly Client[], words: Parameters<typeof snapshot>[0] = {}): Snapshot {
  return snapshot({ atNs: BigInt(second) * SECOND_NS, clients, intervalNs: 1e9, cost: { worstDelayNs: 2e9 }, ...words });
}

function run(snapshots: readonly Snapshot[], options = OPTIONS): ExportState {
  return snapshots.reduce((state, each) => accumulate(state, each, options), EMPTY_EXPORT);
}

const busy = (totals: Totals, engine = 'gfx'): bigint | null => totals.get(DEVICE)?.get(engine)?.busyNs ?? null;

/** Busy ns by group, as `unit/comm`. */
function groupsOf(state: ExportState): Record<string, bigint | null> {
  return Object.fromEntries(
    Array.from(state.groups.values(), ({ labels, totals }) => [`${labels.unit ?? ''}/${labels.comm ?? ''}`, busy(totals)]),
  );
}

describe('what a client adds to its group', () => {
  it('is nothing for the past of a client that was there at the start', () => {
    expect(groupsOf(run([at(1, [client({ engines: { gfx: ns(null, 900n * SECOND_NS) } })])]))).toEqual({ '/blender': 0n });
  });

  it('is what its counter moved from snapshot to snapshot', () => {
    const steps = [100n, 150n, 150n, 420n];
    const state = run(steps.map((now, index) => at(index, [client({ engines: { gfx: ns(steps[index - 1] ?? null, now) } })])));
    expect(groupsOf(state)).toEqual({ '/blender': 320n });
    expect(busy(state.devices)).toBe(320n);
  });

  it('is all of a client that opened since the snapshot before', () => {
    const state = run([at(1, []), at(2, [client({ engines: { gfx: ns(null, 700_000_000n) } })])]);
    expect(groupsOf(state)).toEqual({ '/blender': 700_000_000n });
  });

  it('is no more than fits into the time it was out of sight, for one that was there long before it was seen', () => {
    const unseen = [at(1, []), at(2, [client({ engines: { gfx: ns(null, 86_400n * SECOND_NS, 2) } })])];
    // The interval of 1 s and the scanner's 2 s, on two engines.
    expect(groupsOf(run(unseen))).toEqual({ '/blender': 6n * SECOND_NS });
  });

  it('counts an engine that a known client begins to use from 0', () => {
    const state = run([
      at(1, [client({ engines: { gfx: ns(null, 5n) } })]),
      at(2, [client({ engines: { gfx: ns(5n, 6n), dec: { ...ns(0n, 40n) } } })]),
    ]);
    expect(busy(state.devices, 'dec')).toBe(40n);
  });

  it('goes on where it was when the client is out of sight for a snapshot', () => {
    const state = run([
      at(1, [client({ engines: { gfx: ns(null, 100n) } })]),
      at(2, []),
      at(3, [client({ engines: { gfx: ns(100n, 130n) } })]),
    ]);
    expect(groupsOf(state)).toEqual({ '/blender': 30n });
  });

  it.each([
    ['is remembered for a minute out of sight, even where the ledger sees it for the first time', 30, 500_000_000n],
    ['is forgotten after that: it adds what fits into the interval and the delay', 70, 3n * SECOND_NS],
  ])('%s', (_, away, expected) => {
    const state = run([
      at(1, [client({ engines: { gfx: ns(null, 100n * SECOND_NS) } })]),
      at(away, []),
      at(away + 1, [client({ engines: { gfx: ns(null, 100n * SECOND_NS + 500_000_000n) } })]),
    ]);
    expect(busy(state.devices)).toBe(expected);
  });

  it('starts anew after a reset of the GPU, and never goes back', () => {
    const cycles = (now: bigint): EngineUse => ({
      ...ns(null, 0n),
      counters: engineCounters({ busyNs: null, cycles: now, totalCycles: 1n }),
    });
    const state = run([100n, 180n, 20n, 50n].map((now, index) => at(index, [client({ engines: { rcs: cycles(now) } })])));
    expect(state.devices.get(DEVICE)?.get('rcs')?.cycles).toBe(80n + 30n);
  });

  it('is nothing for a ratio of the time before the first snapshot', () => {
    const rated: EngineUse = {
      ...{ ratio: 0.5, basis: 'cycles', reason: null },
      counters: engineCounters({ busyNs: null, cycles: 5n, totalCycles: 10n }),
      before: { counters: engineCounters({ busyNs: null, cycles: 1n }), atNs: 8n * SECOND_NS },
    };
    const client10 = client({ engines: { rcs: { ...rated, atNs: 10n * SECOND_NS } } });
    expect(busy(run([at(10, [client10])]).devices, 'rcs')).toBe(0n);
  });

  it('is busy time from the ratio where the driver counts cycles only', () => {
    const use = (ratio: number | null): EngineUse => ({
      ratio,
      basis: ratio === null ? null : 'cycles',
      reason: ratio === null ? 'first-sight' : null,
      counters: engineCounters({ busyNs: null, cycles: 5n, totalCycles: 10n, capacity: 4 }),
      // client() reads at 10 s.
      before: ratio === null ? null : { counters: engineCounters({ busyNs: null, cycles: 1n }), atNs: 8n * SECOND_NS },
    });
    const state = run([at(1, [client({ engines: { ccs: use(null) } })]), at(2, [client({ engines: { ccs: use(0.25) } })])]);
    expect(state.devices.get(DEVICE)?.get('ccs')?.busyNs).toBe(2n * SECOND_NS);
  });

  it('has no busy time where only a share of full speed is known', () => {
    const use: EngineUse = {
      ...ns(null, 0n),
      ratio: 0.5,
      basis: 'full-speed',
      counters: engineCounters({ busyNs: null, cycles: 7n, maxFrequencyHz: 9 }),
    };
    expect(
      run([at(1, [client({ engines: { gpu: use } })])])
        .devices.get(DEVICE)
        ?.get('gpu'),
    ).toEqual({ busyNs: null, cycles: 0n });
  });
});

describe('groups', () => {
  const made = (unit: string, comm: string, from: bigint | null, now: bigint): Client =>
    client({ key: `${unit}/${comm}`, owner: { unit, comm }, engines: { gfx: ns(from, now) }, memory: {} });

  it('keep the total of a closed client, and add that of the next', () => {
    const state = run([
      at(1, [made('a.service', 'x', null, 0n)]),
      at(2, [made('a.service', 'x', 0n, 50n)]),
      at(3, []),
      at(4, [{ ...made('a.service', 'x', null, 7n), key: 'the next' }]),
    ]);
    expect(groupsOf(state)).toEqual({ 'a.service/x': 57n });
  });

  it('end a stated time after their last client, and start from 0 when they come back', () => {
    const one = [at(1, [made('a.service', 'x', null, 0n)]), at(2, [made('a.service', 'x', 0n, 50n)])];
    expect(groupsOf(run([...one, at(11, [])]))).toEqual({ 'a.service/x': 50n });
    expect(groupsOf(run([...one, at(12, [])]))).toEqual({});
    const back = run([...one, at(12, []), at(13, [{ ...made('a.service', 'x', null, 3n), key: 'again' }])]);
    expect(groupsOf(back)).toEqual({ 'a.service/x': 3n });
    expect(busy(back.devices)).toBe(53n);
  });

  it('beyond the limit count under other, and get series of their own once there is room', () => {
    const options = { ...OPTIONS, maxSeries: 4 };
    // Each takes two: busy time and the number of clients.
    const three = (step: bigint) => ['x', 'y', 'z'].map((comm) => made('a.service', comm, 10n * step, 10n * step + 10n));
    const first = run([at(1, three(0n)), at(2, three(1n))], options);
    expect(groupsOf(first)).toEqual({ 'a.service/x': 10n, 'a.service/y': 10n });
    expect([busy(first.other.totals), first.folded.size]).toEqual([10n, 1]);
    const later = [at(3, three(2n).slice(1)), at(20, three(3n).slice(1)), at(21, three(4n).slice(1))].reduce(
      (state, each) => accumulate(state, each, options),
      first,
    );
    expect(groupsOf(later)).toEqual({ 'a.service/y': 40n, 'a.service/z': 20n });
    expect([busy(later.other.totals), later.folded.size]).toEqual([20n, 0]);
  });

  it('that use nothing make room at once for one that does, however late it came', () => {
    const options = { ...OPTIONS, maxSeries: 4 };
    const idle = (now: bigint) => ['x', 'y'].map((comm) => made('idle', comm, now === 0n ? null : 5n, 5n));
    const late = made('late', 'z', null, 100_000_000n);
    const state = run([at(1, idle(0n)), at(2, idle(1n)), at(3, [...idle(1n), late])], options);
    expect(groupsOf(state)).toEqual({ 'idle/x': 0n, 'late/z': 100_000_000n });
    expect([busy(state.other.totals), state.folded.size]).toEqual([0n, 1]);
  });

  it('that use little make room after a while for one that uses twice as much, and what they counted stays until then', () => {
    const options = { ...OPTIONS, maxSeries: 4 };
    const course = (second: number) => {
      const of = (comm: string, step: bigint) => {
        const stood = step * BigInt(second - 1);
        return made('a', comm, second === 1 ? null : stood, stood + step);
      };
      return at(second, second < 3 ? [of('x', 10n), of('y', 20n)] : [of('x', 10n), of('y', 20n), of('z', 9000n)]);
    };
    const upTo = (last: number) =>
      run(
        Array.from({ length: last }, (_, index) => course(index + 1)),
        options,
      );
    // x counted 10 in each second until z came, and from the snapshot after that on under other.
    expect(groupsOf(upTo(6))).toEqual({ 'a/x': 20n, 'a/y': 100n });
    expect(groupsOf(upTo(12))).toEqual({ 'a/x': 20n, 'a/y': 220n });
    const [before, after] = [upTo(12), upTo(13)];
    expect(groupsOf(after)).toEqual({ 'a/y': 240n, 'a/z': 9000n });
    expect(busy(after.other.totals)).toBe((busy(before.other.totals) ?? 0n) + 10n);
  });

  it('keep room for those of their clients that left, which may come back', () => {
    const of = (clientId: string, comm: string, ...regions: readonly string[]) => {
      const memory = Object.fromEntries(regions.map((region) => [region, regionBytes({ totalBytes: 1 })]));
      return client({ key: clientId, clientId, owner: { comm }, engines: { gfx: ns(null, 0n) }, memory });
    };
    // Four label sets: gfx, the client count, vram, gtt. Another group takes two.
    const both = [of('1', 'blender', 'vram'), of('2', 'blender', 'gtt')];
    const others = [of('1', 'blender', 'vram'), of('3', 'late')];
    expect(run([at(1, both), at(2, others)], { ...OPTIONS, maxSeries: 5 }).folded.size).toBe(1);
    expect(run([at(1, both), at(2, others)], { ...OPTIONS, maxSeries: 6 }).folded.size).toBe(0);
  });

  it('that are called other themselves count with the rest', () => {
    const state = run([at(1, [made('other', 'other', null, 0n)]), at(2, [made('other', 'other', 0n, 5n)])]);
    expect(groupsOf(state)).toEqual({});
    expect(busy(state.other.totals)).toBe(5n);
  });
});

/** What happens to a client between two snapshots. */
const clientSteps = fc.record({
  unit: fc.constantFrom('a.service', 'b.service', 'other'),
  comm: fc.constantFrom('x', 'y', 'other'),
  opensAt: fc.nat({ max: 12 }),
  lives: fc.integer({ min: 1, max: 12 }),
  steps: fc.array(fc.bigInt(0n, 900_000_000n), { minLength: 12, maxLength: 12 }),
});

describe('any course of clients', () => {
  it('never lowers a counter, and each gain is in exactly one group and in its device', () => {
    const options = fc.record({
      by: fc.constantFrom('client' as const, 'process' as const, 'user' as const, 'unit' as const, 'unit+comm' as const),
      maxSeries: fc.integer({ min: 0, max: 12 }),
      endAfterMs: fc.constantFrom(0, 1500, 1e9),
    });
    fc.assert(
      fc.property(fc.array(clientSteps, { maxLength: 6 }), options, (courses, chosen) => {
        let state = EMPTY_EXPORT;
        let expected = 0n;
        // The totals of groups at the moment they ended.
        let ended = 0n;
        for (let second = 0; second < 14; second += 1) {
          const present = courses.flatMap(({ unit, comm, opensAt, lives, steps }, index) => {
            const age = second - opensAt;
            if (age < 0 || age >= lives) return [];
            const total = (count: number): bigint => steps.slice(0, count).reduce((sum, step) => sum + step, 0n);
            const [before, now] = [age === 0 ? null : total(age), total(age + 1)];
            // What was there in the first snapshot counts from there; else from 0.
            if (second > 0) expected += now - (before ?? 0n);
            return [
              client({
                key: String(index),
                clientId: String(index),
                owner: { unit, comm, pid: index + 1 },
                engines: { gfx: ns(before, now) },
                memory: { vram: regionBytes({ totalBytes: 5 }) },
              }),
            ];
          });
          const next = accumulate(state, at(second, present), chosen);
          for (const [key, group] of state.groups) {
            const after = next.groups.get(key);
            // One that gave its room away and took another in the same moment begins anew, as one that came back later does.
            if (after?.beganNs !== group.beganNs) ended += busy(group.totals) ?? 0n;
            else expect(busy(after.totals) ?? 0n).toBeGreaterThanOrEqual(busy(group.totals) ?? 0n);
          }
          expect(busy(next.other.totals) ?? 0n).toBeGreaterThanOrEqual(busy(state.other.totals) ?? 0n);
          const own = [...next.groups.values()].reduce((sum, group) => sum + (busy(group.totals) ?? 0n), 0n);
          expect(own + ended + (busy(next.other.totals) ?? 0n)).toBe(expected);
          expect(busy(next.devices) ?? 0n).toBe(expected);
          // A group takes three: busy time, memory, clients.
          expect(next.groups.size).toBeLessThanOrEqual(chosen.maxSeries / 3);
          state = next;
        }
      }),
      { numRuns: 300 },
    );
  });
});
