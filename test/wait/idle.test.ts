import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { busiestOf, type IdleTarget, IdleWatch } from '../../src/wait/idle.js';
import { client, device, engineUse, holder, silentFd, snapshot } from '../support/snapshots.js';

const CARD: IdleTarget = { device: 'card1' };
const BLENDER: IdleTarget = { pid: 4242 };

function at(ratio: number | null): Snapshot {
  return snapshot({ intervalNs: 1e9, clients: [client({ engines: { gfx: ratio } })] });
}

function idleSeconds(ratios: readonly (number | null)[], below = 0.05): number {
  const watch = new IdleWatch(CARD, below);
  return ratios.reduce<number>((_, ratio) => watch.step(at(ratio)).idleNs / 1e9, 0);
}

describe('the idle time', () => {
  it.each([
    ['grows while it is below the limit', [0.01, 0.04, 0], 3],
    ['begins anew after each busy interval', [0, 0, 0.5, 0.01], 1],
    ['is none at the limit itself', [0.05], 0],
    ['is none while nothing is known', [0, 0, null], 0],
    ['begins anew after an interval of which nothing is known', [0, null, 0], 1],
    ['does not care for what was before', [0.9, 0.9, 0.9, 0, 0], 2],
  ])('%s', (_, ratios, seconds) => {
    expect(idleSeconds(ratios)).toBe(seconds);
  });

  it('counts the measured interval, not ticks', () => {
    const watch = new IdleWatch(CARD, 0.05);
    expect(watch.step({ ...at(0), intervalNs: 2_500_000_000 }).idleNs).toBe(2_500_000_000);
  });

  it('does not begin before the first interval', () => {
    expect(new IdleWatch(CARD, 0.05).step({ ...at(0), intervalNs: null }).idleNs).toBe(0);
  });
});

describe('how busy a device is', () => {
  it('is the busiest engine, each the sum of its clients', () => {
    const clients = [client({ engines: { gfx: 0.3, dec: 0.5 } }), client({ clientId: '8', engines: { gfx: 0.4 } })];
    expect(busiestOf(snapshot({ clients }), CARD)).toEqual({ engine: 'gfx', ratio: 0.7, why: null });
  });

  it.each([
    ['a client of it is seen for the first time', snapshot({ clients: [client({ engines: { gfx: 0, dec: null } })] })],
    ['a process holds a fd of it without statistics', snapshot({ silentFds: [silentFd({ device: '0000:03:00.0' })] })],
    ['a fd without statistics may be on it', snapshot({ silentFds: [silentFd({ device: null })] })],
  ])('is unknown where %s', (why, seen) => {
    const target = why.includes('may be') ? { pid: 700 } : CARD;
    expect(busiestOf(seen, target).ratio).toBeNull();
  });

  it("includes the driver's own figure of the whole device", () => {
    const seen = snapshot({ devices: [device({ busyRatio: 0.8 })], clients: [client({ engines: { gfx: 0.1 } })] });
    expect(busiestOf(seen, CARD).ratio).toBe(0.8);
  });

  it('is 0 while it sleeps, though its drivers leave out their counters then', () => {
    const missing = { ...engineUse(null), reason: 'missing' as const };
    const seen = snapshot({
      devices: [device({ runtimeStatus: 'suspended' })],
      clients: [client({ engines: { gfx: missing } })],
    });
    expect(busiestOf(seen, CARD).ratio).toBe(0);
  });

  it.each<[string, number | null, number | null]>([
    ['is unknown where a client’s driver prints no engine', null, null],
    ['is what the device itself says where a client’s driver prints no engine', 0.02, 0.02],
  ])('%s', (_what, busyRatio, ratio) => {
    const seen = snapshot({ devices: [device({ busyRatio })], clients: [client({ driver: 'intel_vpu', engines: {} })] });
    expect(busiestOf(seen, CARD).ratio).toBe(ratio);
    expect(busiestOf(seen, BLENDER)).toMatchObject({
      ratio: null,
      why: expect.stringContaining('intel_vpu prints memory') as string,
    });
  });

  it('goes by the clients once the ledger says that they contradict the device', () => {
    const watch = new IdleWatch(CARD, 0.05);
    const stuck = (second: number, more: Partial<Snapshot> = {}) =>
      snapshot({
        ...{
          atNs: BigInt(second) * 10n ** 9n,
          intervalNs: 1e9,
          devices: [device({ busyRatio: 1, busyContradicted: second >= 10 })],
        },
        ...{ clients: [client({ engines: { gfx: 0 } })], ...more },
      });
    const idle = Array.from({ length: 13 }, (_, second) => watch.step(stuck(second)).idleNs / 1e9);
    expect(idle).toEqual([...Array<number>(10).fill(0), 1, 2, 3]);
    expect(watch.step(stuck(13, { silentFds: [silentFd({ device: '0000:03:00.0' })] })).idleNs).toBe(0);
    expect(watch.step(stuck(14)).idleNs).toBe(1e9);
  });

  it('is 0 without a client, and does not hear of other devices', () => {
    const other = client({ device: '0000:99:00.0', engines: { gfx: 0.9 } });
    expect(busiestOf(snapshot({ clients: [other] }), CARD).ratio).toBe(0);
  });

  it('goes by node name, id and driver', () => {
    for (const name of ['card1', 'renderD128', '0000:03:00.0', 'amdgpu'])
      expect(busiestOf(at(0.4), { device: name }).ratio, name).toBe(0.4);
  });
});

describe('how busy a process is', () => {
  it('is unknown while it may compute through /dev/kfd, and says so', () => {
    const rocm = client({ owner: { pid: 4242, holdsKfd: true }, engines: {} });
    expect(busiestOf(snapshot({ clients: [rocm] }), BLENDER)).toMatchObject({
      ratio: null,
      why: expect.stringContaining('/dev/kfd') as string,
    });
  });

  it('is 0 where amdgpu printed no engine and it holds no /dev/kfd: it did nothing yet', () => {
    const fresh = client({ owner: { pid: 4242, holdsKfd: false }, engines: {} });
    expect(busiestOf(snapshot({ clients: [fresh] }), BLENDER)).toEqual({ engine: '', ratio: 0, why: null });
  });

  it('counts every client that it holds, also those that others own', () => {
    const shared = client({ owner: { pid: 1 }, holders: [holder({ pid: 1 }), holder({ pid: 4242 })], engines: { gfx: 0.6 } });
    expect(busiestOf(snapshot({ clients: [shared] }), BLENDER).ratio).toBe(0.6);
  });

  it('does not add up engines of two devices', () => {
    const clients = [client({ engines: { gfx: 0.3 } }), client({ device: '0000:99:00.0', engines: { gfx: 0.4 } })];
    expect(busiestOf(snapshot({ clients }), BLENDER).ratio).toBe(0.4);
  });

  it('is 0 without a DRM fd', () => {
    expect(busiestOf(snapshot(), BLENDER).ratio).toBe(0);
  });
});
