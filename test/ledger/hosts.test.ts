import { describe, expect, it } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { HostSweep, Sweep } from '../../src/scan/sweep.js';
import { client, deviceFacts, PCI, reading, sweep } from '../support/sweeps.js';

/** A tick at `at` seconds of this machine's clock. */
function tick(at: number, ...hosts: HostSweep[]): Sweep {
  return { ...sweep(at, []), host: hosts.map(({ host }) => host).join(', '), hosts };
}

/** A machine with one device and client 7 of pid 10, its engine at so many ms of busy time, at a time of its own clock. */
function machine(host: string, at: number, busyMs: number): HostSweep {
  const readings = [reading(client('7', `drm-engine-render: ${busyMs}000000 ns`), { pid: 10, device: PCI })];
  return { host, sweep: sweep(at, readings, { devices: [deviceFacts()], host }), trouble: null };
}

const slow = (host: string): HostSweep => ({ host, sweep: null, trouble: null });
const late = (host: string): HostSweep => ({ host, sweep: null, trouble: 'no answer for 4 s', isSlow: true });
const down = (host: string): HostSweep => ({ host, sweep: null, trouble: 'Connection refused' });

function ratios({ clients }: Snapshot): Record<string, number | null | undefined> {
  return Object.fromEntries(clients.map(({ host = '', engines }) => [host, engines.get('render')?.ratio]));
}

/** Folds, and checks every snapshot against the ledger's invariants. */
function fold(...sweeps: Sweep[]): Snapshot[] {
  const ledger = createLedger();
  const snapshots = sweeps.map((each) => ledger.fold(each));
  snapshots.forEach((each, at) => expect(violations(each, snapshots[at - 1] ?? null)).toEqual([]));
  return snapshots;
}

describe('several machines', () => {
  it('with the same pids, client ids and PCI addresses stay apart', () => {
    const [, snapshot] = fold(
      tick(0, machine('box', 100, 0), machine('lab', 9000, 5000)),
      tick(1, machine('box', 101, 500), machine('lab', 9002, 5400)),
    );
    expect(snapshot?.devices.map(({ id, host }) => [host, id])).toEqual([
      ['box', `box:${PCI}`],
      ['lab', `lab:${PCI}`],
    ]);
    expect(snapshot?.clients.map(({ device, key }) => [device, key])).toEqual([
      [`box:${PCI}`, `box:${PCI}/7`],
      [`lab:${PCI}`, `lab:${PCI}/7`],
    ]);
    // Each by its own clock: half of a second, a fifth of two.
    expect(snapshot && ratios(snapshot)).toEqual({ box: 0.5, lab: 0.2 });
    expect(snapshot?.devices.map(({ engines }) => engines.get('render')?.ratio)).toEqual([0.5, 0.2]);
  });

  it('say that one is slow, and show what it showed', () => {
    const snapshots = fold(tick(0, machine('box', 100, 0)), tick(1, machine('box', 101, 500)), tick(5, late('box')));
    expect(snapshots.map(ratios).at(-1)).toEqual({ box: 0.5 });
    expect(snapshots.at(-1)?.hosts).toEqual([
      { host: 'box', trouble: 'no answer for 4 s', coverage: expect.objectContaining({ processesSeen: 9 }) as object },
    ]);
  });

  it('show what they showed while one is slow, and its next ratio spans the time since', () => {
    const snapshots = fold(
      tick(0, machine('box', 100, 0)),
      tick(1, machine('box', 101, 500)),
      tick(2, slow('box')),
      tick(3, machine('box', 103, 600)),
    );
    expect(snapshots.map(ratios)).toEqual([{ box: null }, { box: 0.5 }, { box: 0.5 }, { box: 0.05 }]);
  });

  it('show nothing of one in trouble, and say why', () => {
    const [, snapshot] = fold(
      tick(0, machine('box', 100, 0), machine('lab', 50, 0)),
      tick(1, machine('box', 101, 500), down('lab')),
    );
    expect(snapshot?.hosts).toEqual([
      { host: 'box', trouble: null, coverage: expect.objectContaining({ processesSeen: 9 }) as object },
      { host: 'lab', trouble: 'Connection refused' },
    ]);
    expect(snapshot?.devices.map(({ host }) => host)).toEqual(['box']);
    expect(snapshot?.clients.map(({ host }) => host)).toEqual(['box']);
  });

  it('go on counting when one comes back', () => {
    const snapshots = fold(tick(0, machine('box', 100, 0)), tick(1, down('box')), tick(2, machine('box', 102, 1000)));
    expect(snapshots.map(ratios)).toEqual([{ box: null }, {}, { box: 0.5 }]);
  });

  it('count nothing across a reboot of one', () => {
    const snapshots = fold(
      tick(0, machine('box', 5000, 100_000)),
      tick(1, machine('box', 30, 200)),
      tick(2, machine('box', 31, 300)),
    );
    expect(snapshots.map(ratios)).toEqual([{ box: null }, { box: null }, { box: 0.1 }]);
  });

  it('have the interval of the looking machine', () => {
    expect(fold(tick(0, machine('box', 1, 0)), tick(2.5, slow('box'))).map(({ intervalNs }) => intervalNs)).toEqual([
      null,
      2.5e9,
    ]);
  });

  it('forget one that is looked at no more', () => {
    const snapshots = fold(tick(0, machine('box', 1, 0)), tick(1), tick(2, machine('box', 3, 100)));
    expect(snapshots.map(ratios)).toEqual([{ box: null }, {}, { box: null }]);
  });
});
