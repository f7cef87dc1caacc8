import { describe, expect, it } from 'vitest';
import { FirstPage } from '../../src/metrics/first-page.js';
import { nextSampleMs } from '../../src/exporter/sampler.js';
import { client, SECOND_NS, snapshot } from '../support/snapshots.js';

describe('the first page of a series', () => {
  it('says 0, the next what was counted, and so again once it had ended', () => {
    const pages = new FirstPage();
    const page = (...series: string[]): number[] => {
      const values = series.map((name) => pages.value([name], 3));
      pages.end();
      return values;
    };
    expect(page('a')).toEqual([0]);
    expect(page('a', 'b')).toEqual([3, 0]);
    expect(page('b')).toEqual([3]);
    expect(page('a', 'b')).toEqual([0, 3]);
  });
});

describe('the time until the next sample', () => {
  const aged = (seconds: number, ratio: number | null): number =>
    nextSampleMs(
      snapshot({
        atNs: 1000n * SECOND_NS,
        clients: [{ ...client({ engines: { gfx: ratio } }), firstSeenNs: BigInt(1000 - seconds) * SECOND_NS }],
      }),
      1000,
    );

  it.each([
    ['is short while a busy client is young', aged(1, 0.5), 100],
    ['is short while nothing is known of a new client', aged(0, null), 100],
    ['grows with its age', aged(10, 0.5), 250],
    ['up to what was asked for', aged(600, 0.5), 1000],
    ['is that with idle clients', aged(1, 0), 1000],
    ['and with none', nextSampleMs(snapshot(), 1000), 1000],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
