import { describe, expect, it } from 'vitest';
import { FirstPages } from '../../src/metrics/first-pages.js';
import type { EngineUse } from '../../src/ledger/snapshot.js';
import { nextSampleMs } from '../../src/exporter/sampler.js';
import { client, engineCounters, engineUse, SECOND_NS, snapshot } from '../support/snapshots.js';

/** The values of a page of these series, each of which stands at 3. */
function page(pages: FirstPages, reader: string, series: readonly string[], second = 0): number[] {
  pages.begin(reader, BigInt(second) * SECOND_NS);
  const values = series.map((name) => pages.value([name], 3));
  pages.end();
  return values;
}

describe('the first page of a series', () => {
  it('says 0, the next what was counted, and so again once it had ended', () => {
    const pages = new FirstPages();
    expect(page(pages, 'x', ['a'])).toEqual([0]);
    expect(page(pages, 'x', ['a', 'b'])).toEqual([3, 0]);
    expect(page(pages, 'x', ['b'])).toEqual([3]);
    expect(page(pages, 'x', ['a', 'b'])).toEqual([0, 3]);
  });

  it("is every reader's own: two replicas both see where it began", () => {
    const pages = new FirstPages();
    page(pages, 'one', ['a']);
    page(pages, 'two', ['a']);
    expect(page(pages, 'one', ['a', 'b'])).toEqual([3, 0]);
    expect(page(pages, 'two', ['a', 'b'])).toEqual([3, 0]);
    expect(page(pages, 'two', ['a', 'b'])).toEqual([3, 3]);
  });

  it('is not shown again to one that may be a known reader at another address', () => {
    const pages = new FirstPages();
    page(pages, 'one', ['a']);
    expect(page(pages, 'one again', ['a', 'b'])).toEqual([3, 0]);
  });

  it('is that of a stranger for more readers than are kept, until one of them is long gone', () => {
    const pages = new FirstPages();
    for (let reader = 0; reader < 8; reader++) page(pages, `${reader}`, ['a']);
    expect(pages.nameOf('ninth')).toBe('');
    expect(page(pages, 'ninth', ['a', 'b'])).toEqual([3, 0]);
    expect(page(pages, 'ninth', ['a', 'b'])).toEqual([3, 0]);
    page(pages, '0', ['a', 'b'], 1000);
    expect(pages.nameOf('ninth')).toBe('ninth');
    page(pages, 'ninth', ['a', 'b'], 1000);
    expect(page(pages, 'ninth', ['a', 'b', 'c'], 1001)).toEqual([3, 3, 0]);
  });
});

describe('the time until the next sample', () => {
  const aged = (seconds: number, ratio: number | null | EngineUse): number =>
    nextSampleMs(
      snapshot({
        atNs: 1000n * SECOND_NS,
        clients: [{ ...client({ engines: { gfx: ratio } }), firstSeenNs: BigInt(1000 - seconds) * SECOND_NS }],
      }),
      1000,
    );

  const uncounted = engineCounters({ busyNs: null });

  it.each([
    ['is short while a busy client is young', aged(1, 0.5), 100],
    ['is short while nothing is known of a new client', aged(0, null), 100],
    ['grows with its age', aged(10, 0.5), 250],
    ['up to what was asked for', aged(600, 0.5), 1000],
    ['is that with idle clients', aged(1, 0), 1000],
    ['with an engine whose work nobody counts', aged(1, engineUse(null, uncounted)), 1000],
    [
      'with a sample of an instant, of which nothing is counted',
      aged(1, { ...engineUse(0.5, uncounted), basis: 'sample' }),
      1000,
    ],
    ['and with a device at rest, of which no more is read', aged(1, { ...engineUse(null), reason: 'at-rest' }), 1000],
    ['and with none', nextSampleMs(snapshot(), 1000), 1000],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
