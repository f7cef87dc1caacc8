import { describe, expect, test } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger, foldSweep } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { EMPTY_STATE } from '../../src/ledger/state.js';
import type { Reading } from '../../src/scan/sweep.js';
import { fdinfoText } from '../support/fdinfo-fixtures.js';
import { processFacts } from '../support/snapshots.js';
import { client, clientOf, deviceFacts, PCI, reading, sweep } from '../support/sweeps.js';

const busy = (id: string, ns: number): string => client(id, `drm-engine-e: ${ns} ns`);

/** Folds one list of readings per second. */
function fold(...ticks: Reading[][]): Snapshot[] {
  const ledger = createLedger();
  const snapshots = ticks.map((readings, at) => ledger.fold(sweep(at, readings)));
  snapshots.forEach((snapshot, at) => expect(violations(snapshot, snapshots[at - 1] ?? null)).toEqual([]));
  return snapshots;
}

const ratio = (snapshot: Snapshot | undefined, at = 0): number | string | null | undefined => {
  const use = snapshot?.clients[at]?.engines.get('e');
  return use && (use.ratio ?? use.reason);
};

describe('a client counts once', () => {
  const shared = (ns: number): Reading[] => [
    reading(busy('7', ns), { pid: 10, fd: 5 }),
    reading(busy('7', ns + 1000), { pid: 10, fd: 9 }),
    reading(busy('7', ns + 2000), { pid: 11, fd: 5 }),
    reading(busy('7', ns + 3000), { pid: 12, fd: 33 }),
  ];

  test('however many fds and processes hold it, with all its holders', () => {
    const [, snapshot] = fold(shared(0), shared(4e8));
    expect(snapshot?.clients).toHaveLength(1);
    expect(snapshot?.clients[0]?.holders.map(({ process, fds }) => [process.pid, fds])).toEqual([
      [10, [5, 9]],
      [11, [5]],
      [12, [33]],
    ]);
    expect(ratio(snapshot)).toBeCloseTo(0.4, 5);
    expect(snapshot?.devices[0]?.engines.get('e')?.ratio).toBe(ratio(snapshot));
  });

  test('whatever the order of the readings', () => {
    const [, one] = fold(shared(0), shared(4e8));
    const [, other] = fold(shared(0).reverse(), shared(4e8).reverse());
    expect(other).toEqual(one);
  });

  test('by its latest read, whose time goes with its counters', () => {
    const at = (ns: number, seconds: number): Reading[] => [
      reading(busy('7', ns), { pid: 10, at: seconds }),
      reading(busy('7', ns + 2e8), { pid: 11, at: seconds + 0.2 }),
    ];
    const [, snapshot] = fold(at(0, 0), at(1e9, 1));
    expect(snapshot?.clients[0]?.reading).toMatchObject({ pid: 11, atNs: 1_200_000_000n });
    expect(ratio(snapshot)).toBe(1);
  });

  test('by the read that has counted furthest, where one holder’s file lags behind', () => {
    const [, snapshot] = fold(
      [reading(busy('7', 0), { pid: 10, at: 0 }), reading(busy('7', 0), { pid: 11, at: 0.1 })],
      [reading(busy('7', 5.5e8), { pid: 10, at: 1.2 }), reading(busy('7', 0), { pid: 11, at: 1.3 })],
    );
    expect(ratio(snapshot)).toBeCloseTo(0.5, 12);
  });

  test('by the read that lost no line, where one did', () => {
    const [snapshot] = fold([
      reading(busy('7', 5), { pid: 10, at: 0 }),
      reading(`${busy('7', 5)}drm-engine-f: 5`, { pid: 11, at: 0.1 }),
    ]);
    expect(snapshot?.clients[0]?.reading.pid).toBe(10);
  });

  test('but two opens of one node are two clients', () => {
    const [snapshot] = fold([reading(busy('7', 0), { fd: 5 }), reading(busy('8', 0), { fd: 6 })]);
    expect(snapshot?.clients.map(({ clientId }) => clientId)).toEqual(['7', '8']);
  });

  test('and one id on two devices is two clients', () => {
    const on = (pdev: string, ns: number): string => clientOf({ driver: 'i915', pdev, id: '7' }, `drm-engine-e: ${ns} ns`);
    const tick = (a: number, b: number): Reading[] => [
      reading(on('0000:00:02.0', a), { pid: 1 }),
      reading(on(PCI, b), { pid: 2 }),
    ];
    const [, snapshot] = fold(tick(0, 0), tick(1e8, 9e8));
    expect(snapshot?.clients.map(({ device, key }) => [device, key])).toEqual([
      ['0000:00:02.0', '0000:00:02.0/7'],
      [PCI, `${PCI}/7`],
    ]);
    expect([ratio(snapshot, 0), ratio(snapshot, 1)]).toEqual([0.1, 0.9]);
  });
});

test('clients stand in the order of their numbers', () => {
  const [snapshot] = fold(['10', '9', '100', '1'].map((id, fd) => reading(busy(id, 0), { fd })));
  expect(snapshot?.clients.map(({ clientId }) => clientId)).toEqual(['1', '9', '10', '100']);
});

describe('a client that closes', () => {
  test('is gone with its value, and the device’s sum goes with it', () => {
    const [, second, third] = fold(
      [reading(busy('7', 0), { fd: 5 }), reading(busy('8', 0), { fd: 6 })],
      [reading(busy('7', 5e8), { fd: 5 }), reading(busy('8', 3e8), { fd: 6 })],
      [reading(busy('8', 6e8), { fd: 6 })],
    );
    expect(second?.devices[0]?.engines.get('e')?.ratio).toBeCloseTo(0.8, 12);
    expect(third?.clients.map(({ clientId }) => clientId)).toEqual(['8']);
    expect(third?.devices[0]?.engines.get('e')?.ratio).toBeCloseTo(0.3, 12);
  });

  test('and was away for a read only goes on, with the average over its absence', () => {
    const [first, gone, back] = fold([reading(busy('7', 0))], [], [reading(busy('7', 5e8))]);
    expect(gone?.clients).toEqual([]);
    expect([ratio(back), back?.clients[0]?.key]).toEqual([0.25, first?.clients[0]?.key]);
  });

  test.each([
    ['with smaller counters', reading(busy('7', 5))],
    ['in the hands of others', reading(busy('7', 2e9), { pid: 99 })],
  ])('and comes back %s is another client', (_how, again) => {
    const [first, , back] = fold([reading(busy('7', 1e9))], [], [again]);
    expect(ratio(back)).toBe('first-sight');
    expect(back?.clients[0]?.key).not.toBe(first?.clients[0]?.key);
  });

  test('is forgotten after half a minute', () => {
    let { state } = foldSweep(EMPTY_STATE, sweep(0, [reading(busy('7', 0))]));
    for (let at = 1; at <= 31; at++) state = foldSweep(state, sweep(at, [])).state;
    expect(state.clients.size).toBe(1);
    state = foldSweep(state, sweep(31.1, [])).state;
    expect(state.clients.size).toBe(0);
  });
});

test('an absent client is forgotten in time though the clock went back', () => {
  let { state } = foldSweep(EMPTY_STATE, sweep(100, [reading(busy('7', 0))]));
  for (const at of [101, 50, 60, 81]) state = foldSweep(state, sweep(at, [])).state;
  expect(state.clients.size).toBe(0);
});

test('a text that did not change is not read again', () => {
  const [first, second] = fold([reading(busy('7', 5))], [reading(busy('7', 5))]);
  expect(second?.clients[0]?.memory).toBe(first?.clients[0]?.memory);
});

describe('an id that is given again', () => {
  const before = [reading(busy('7', 9e9), { pid: 10 })];
  test('is a new client where no holder is left and the counters went down', () => {
    const [first, second, third] = fold(before, [reading(busy('7', 1e8), { pid: 20 })], [reading(busy('7', 3e8), { pid: 20 })]);
    expect([ratio(second), ratio(third)]).toEqual(['first-sight', 0.2]);
    expect(new Set([first, second, third].map((snapshot) => snapshot?.clients[0]?.key)).size).toBe(2);
    expect(second?.clients[0]).toMatchObject({ firstSeenNs: 1_000_000_000n, readingBefore: null });
  });

  test('is the same client where a holder is left: the driver forgot some time', () => {
    const [first, second] = fold(before, [reading(busy('7', 1e8), { pid: 10 })]);
    expect([ratio(second), second?.clients[0]?.key]).toEqual([0, first?.clients[0]?.key]);
  });

  test('is the same client where it was only handed on', () => {
    const [first, second] = fold(before, [reading(busy('7', 9.5e9), { pid: 20 })]);
    expect([ratio(second), second?.clients[0]?.key]).toEqual([0.5, first?.clients[0]?.key]);
  });

  test('is a new client where the pid is the same and the process is not', () => {
    const ledger = createLedger();
    ledger.fold(sweep(0, before, { people: [processFacts({ pid: 10, startTimeTicks: 1 })] }));
    const again = sweep(1, [reading(busy('7', 5), { pid: 10 })], { people: [processFacts({ pid: 10, startTimeTicks: 2 })] });
    expect(ratio(ledger.fold(again))).toBe('first-sight');
  });

  test('is a new client under another driver', () => {
    const of = (driver: string): Reading => reading(clientOf({ driver, pdev: PCI, id: '7' }, 'drm-engine-e: 5 ns'));
    expect(ratio(fold([of('i915')], [of('xe')])[1])).toBe('first-sight');
  });
});

describe('DRM fds without statistics are shown and are no clients', () => {
  test.each([
    ['a driver that prints nothing', fdinfoText('amdxdna/6.14-no-drm-lines'), 'nouveau'],
    ['a driver without a client id', fdinfoText('amdxdna/no-client-id'), 'amdxdna_accel_driver'],
    ['a client id without a driver', 'drm-client-id:\t5\n', 'nouveau'],
    ['an empty text', '', 'nouveau'],
  ])('%s', (_what, text, driver) => {
    const device = text.includes('pdev') ? '0000:c4:00.1' : PCI;
    const snapshot = createLedger().fold(
      sweep(0, [reading(text, { pid: 3, fd: 4, device: PCI })], { devices: [deviceFacts({ driver: 'nouveau' })] }),
    );
    expect(snapshot.clients).toEqual([]);
    expect(snapshot.silentFds).toMatchObject([{ device, driver, fd: 4, link: '/dev/dri/renderD128', process: { pid: 3 } }]);
  });

  test('on a device that nothing tells they have none', () => {
    const [snapshot] = fold([reading('pos:\t0\n')]);
    expect(snapshot?.silentFds).toMatchObject([{ device: null, driver: null }]);
    expect(snapshot?.devices).toEqual([]);
  });
});

test('of a process that ended before it could be asked nothing is invented', () => {
  const snapshot = createLedger().fold({ ...sweep(0, [reading(busy('7', 0))]), processes: new Map() });
  expect(snapshot.clients[0]?.owner).toEqual({
    ...processFacts({ pid: 10, startTimeTicks: null, parentPid: null, ancestors: null, comm: null, cmdline: null }),
    uid: null,
    user: null,
    unit: null,
    cpuTicks: null,
    holdsKfd: null,
  });
});

test('the CPU share of the owner is of the measured interval', () => {
  const ledger = createLedger();
  const tick = (at: number, cpuTicks: number | null, startTimeTicks = 1): number | null | undefined => {
    const people = [processFacts({ pid: 10, cpuTicks, startTimeTicks })];
    return ledger.fold(sweep(at, [reading(busy('7', 0))], { people })).clients[0]?.ownerCpuRatio;
  };
  expect([
    tick(0, 100),
    tick(2, 150),
    tick(3, null),
    tick(4, 160),
    tick(5, 150),
    tick(6, 900, 2),
    tick(6, 950, 2),
    tick(7, 950, 2),
  ]).toEqual([null, 0.25, null, null, null, null, null, 0]);
});

test('a fold leaves its state as it was', () => {
  const first = foldSweep(EMPTY_STATE, sweep(0, [reading(busy('7', 0))]));
  const next = sweep(1, [reading(busy('7', 5e8))]);
  expect(foldSweep(first.state, next)).toEqual(foldSweep(first.state, next));
  expect(EMPTY_STATE.clients.size).toBe(0);
});

test('the interval is measured, and null where there is none', () => {
  const ledger = createLedger();
  expect([0, 1.25, 1.25, 1].map((at) => ledger.fold(sweep(at, [])).intervalNs)).toEqual([null, 1.25e9, null, null]);
});
