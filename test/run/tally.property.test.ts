/** Random lives of clients, sampled at random times, through the real ledger: what is counted against what was done. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { UsageTally } from '../../src/run/tally.js';
import { client, ns, PCI, reading, sweep } from '../support/sweeps.js';

interface Life {
  readonly openMs: number;
  readonly closeMs: number;
  /** Share of its life that it keeps the engine busy. */
  readonly load: number;
  readonly mine: boolean;
}

const life: fc.Arbitrary<Life> = fc
  .record({
    openMs: fc.integer({ min: -5000, max: 9000 }),
    lastsMs: fc.integer({ min: 1, max: 8000 }),
    load: fc.double({ min: 0, max: 1, noNaN: true }),
    mine: fc.boolean(),
  })
  .map(({ openMs, lastsMs, load, mine }) => ({ openMs, closeMs: openMs + lastsMs, load, mine }));

const sampleTimes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 });

/** Busy ns of a client at a time at which it is open. */
function counter({ openMs, load }: Life, atMs: number): bigint {
  return BigInt(Math.floor((atMs - openMs) * load * 1e6));
}

it('counts exactly what was read: never more than was done, and less by no more than an interval for each client', () => {
  fc.assert(
    fc.property(fc.array(life, { maxLength: 8 }), sampleTimes, (lives, gaps) => {
      const timesMs = gaps.reduce<number[]>((times, gap) => [...times, (times.at(-1) ?? 0) + gap], [0]);
      const ledger = createLedger();
      const snapshots = timesMs.map((ms) => {
        const open = lives.flatMap((each, index) => (each.openMs <= ms && ms < each.closeMs ? [{ each, index }] : []));
        const readings = open.map(({ each, index }) =>
          reading(client(String(index + 1), `drm-engine-render: ${counter(each, ms)} ns`), { pid: 100 + index }),
        );
        return ledger.fold(sweep(ms / 1000, readings, { atNs: ns(ms / 1000) }));
      });
      const [first, ...rest] = snapshots;
      if (first === undefined) throw new Error('there is a sample at 0');
      const tally = new UsageTally(first);
      for (const snapshot of rest) tally.add(snapshot, ({ pid }) => lives[pid - 100]?.mine === true);
      const counted = tally.usage.devices.find(({ device }) => device.id === PCI)?.engines.get('render')?.busyNs ?? 0n;

      let read = 0n;
      let done = 0n;
      let missing = 0n;
      const endMs = Math.max(...timesMs);
      for (const each of lives.filter(({ mine }) => mine)) {
        const seenMs = timesMs.filter((ms) => each.openMs <= ms && ms < each.closeMs);
        const wasThere = each.openMs <= 0;
        const last = seenMs.at(-1);
        const overMs = Math.min(each.closeMs, endMs);
        if (overMs <= Math.max(0, each.openMs)) continue;
        const start = wasThere ? counter(each, 0) : 0n;
        const own = counter(each, overMs) - start;
        const found = last === undefined ? 0n : counter(each, last) - start;
        read += found > 0n ? found : 0n;
        done += own;
        missing += BigInt(Math.ceil(Math.max(...gaps) * 1e6 * each.load)) + 1n;
      }
      expect(counted).toBe(read);
      expect(counted <= done).toBe(true);
      expect(done - counted <= missing).toBe(true);
    }),
    { numRuns: 300 },
  );
});
