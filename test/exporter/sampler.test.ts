import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sampler, type SamplerOptions } from '../../src/exporter/sampler.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { snapshot } from '../support/snapshots.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function sampler(next: () => Promise<Snapshot | null>, options: Partial<SamplerOptions> = {}) {
  const troubles: unknown[] = [];
  const made = new Sampler({
    ...{ by: 'unit', maxSeries: 100, endAfterMs: 1000, minIntervalMs: 1000, everyMs: 5000, next },
    onTrouble: (error) => troubles.push(error instanceof Error ? error.message : error),
    ...options,
  });
  return { sampler: made, troubles };
}

describe('health', () => {
  it('is for how long no sweep has succeeded, and counters go on from where they were', async () => {
    let fails = false;
    const { sampler: sut } = sampler(() => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(snapshot())));
    await sut.start();
    expect(sut.silentMs).toBe(0);
    fails = true;
    await vi.advanceTimersByTimeAsync(61_000);
    expect(sut.silentMs).toBeGreaterThan(60_000);
    fails = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(sut.silentMs).toBe(0);
    expect(sut.latest?.state.sweeps).toBe(2);
    await sut.close();
  });
});

describe('sampling', () => {
  it('shares one sweep between all who ask within the interval', async () => {
    const next = vi.fn(() => Promise.resolve(snapshot()));
    const { sampler: sut } = sampler(next);
    await sut.start();
    const samples = await Promise.all([sut.fresh(), sut.fresh(), sut.fresh()]);
    expect(next).toHaveBeenCalledTimes(1);
    expect(new Set(samples).size).toBe(1);
    vi.advanceTimersByTime(1001);
    await Promise.all([sut.fresh(), sut.fresh(), sut.fresh()]);
    expect(next).toHaveBeenCalledTimes(2);
    await sut.close();
  });

  it('goes on between scrapes, and stops at the end', async () => {
    const next = vi.fn(() => Promise.resolve(snapshot()));
    const { sampler: sut } = sampler(next);
    await sut.start();
    await vi.advanceTimersByTimeAsync(15_100);
    expect(next).toHaveBeenCalledTimes(4);
    expect(sut.latest?.state.sweeps).toBe(4);
    await sut.close();
    await vi.advanceTimersByTimeAsync(15_100);
    await sut.fresh();
    expect(next).toHaveBeenCalledTimes(4);
  });

  it('takes none on its own where that is switched off', async () => {
    const next = vi.fn(() => Promise.resolve(snapshot()));
    const { sampler: sut } = sampler(next, { everyMs: 0 });
    await sut.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(next).toHaveBeenCalledTimes(1);
  });

  it('serves the last good sample while sweeps fail, says so once, and once when they succeed again', async () => {
    let fails = false;
    const { sampler: sut, troubles } = sampler(() => (fails ? Promise.reject(new Error('EIO')) : Promise.resolve(snapshot())));
    await sut.start();
    const good = sut.latest;
    fails = true;
    await vi.advanceTimersByTimeAsync(10_100);
    expect(await sut.fresh()).toBe(good);
    expect([sut.succeeds, troubles]).toEqual([false, ['EIO']]);
    fails = false;
    await vi.advanceTimersByTimeAsync(5_100);
    expect([sut.succeeds, troubles]).toEqual([true, ['EIO', null]]);
    expect(sut.latest).not.toBe(good);
  });

  it('does not make a reader wait for a sweep that does not come back', async () => {
    let hangs = false;
    const { sampler: sut } = sampler(() => (hangs ? new Promise(() => undefined) : Promise.resolve(snapshot())), { everyMs: 0 });
    await sut.start();
    hangs = true;
    await vi.advanceTimersByTimeAsync(2000);
    const waiting = sut.fresh();
    await vi.advanceTimersByTimeAsync(5001);
    expect(await waiting).toBe(sut.latest);
    expect(sut.succeeds).toBe(false);
  });

  it('keeps the last sample of a recording that ended', async () => {
    const all = [snapshot(), null];
    const { sampler: sut, troubles } = sampler(() => Promise.resolve(all.shift() ?? null));
    await sut.start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await sut.fresh()).toBe(sut.latest);
    expect([sut.latest?.state.sweeps, sut.succeeds, troubles]).toEqual([1, true, []]);
  });
});
