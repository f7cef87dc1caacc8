import { expect, test } from 'vitest';
import { createLedger } from '../../../src/ledger/ledger.js';
import { coverageNotes } from '../../../src/view/coverage/coverage.js';
import { clientOf, deviceFacts, ns, PCI, reading, sweep } from '../../support/sweeps.js';

/** Whether the device's own figure is called contradicted after each of so many seconds. */
function told(seconds: number, own: (second: number) => number, engines = ['drm-engine-gfx:\t40000000 ns'], unreadable = 0) {
  const ledger = createLedger();
  const text = clientOf({ driver: 'amdgpu', id: '11', pdev: PCI }, ...engines);
  return Array.from({ length: seconds + 1 }, (_, at) => {
    const made = sweep(at, [reading(text)], {
      devices: [deviceFacts({ id: PCI, driver: 'amdgpu', busyRatio: own(at), atNs: ns(at) })],
    });
    return ledger.fold({ ...made, coverage: { ...made.coverage, processesUnreadable: unreadable, byErrno: new Map() } });
  });
}

test('a busy figure that is stuck beside idle clients is told after ten seconds, and no longer than it is', () => {
  const snapshots = told(14, (second) => (second < 13 ? 1 : 0));
  const flags = snapshots.map(({ devices }) => devices[0]?.busyContradicted);
  // The first snapshot has no ratio to compare with.
  expect(flags).toEqual([...Array<boolean>(11).fill(false), true, true, false, false]);
  const notes = snapshots.slice(11, 12).flatMap((snapshot) => coverageNotes(snapshot));
  expect(notes.join()).toMatch(/its driver says busy 100.* %, its clients' engines at most 0.* %/);
});

/** The shares of a device's engines, as counters of a client. */
const FULL_OF_WORK = [0.7, 0.4].map(
  (share, at) => (second: number) => `drm-engine-e${at}:\t${BigInt(second) * BigInt(share * 1e9)} ns`,
);

test.each<[string, number, string, boolean]>([
  ['taking turns they can make it all', 1, 'whole', false],
  ['they would be no more than one of them, run side by side', 0.7, 'whole', false],
  ['one of them alone is busier than that', 0.4, 'whole', true],
  ['another may be the busy one where a part is meant', 0.4, 'gfx', false],
])('of two engines at 70 and 40 percent: %s', (_, own, busyOf, isTold) => {
  const ledger = createLedger();
  const flags = Array.from({ length: 14 }, (__, at) => {
    const text = clientOf({ driver: 'xe', id: '11', pdev: PCI }, ...FULL_OF_WORK.map((engine) => engine(at)));
    const devices = [deviceFacts({ id: PCI, driver: 'xe', busyRatio: own, busyOf, atNs: ns(at) })];
    return ledger.fold(sweep(at, [reading(text)], { devices })).devices[0]?.busyContradicted;
  });
  expect(flags.at(-1)).toBe(isTold);
});

test.each<[string, number, string[] | undefined, number]>([
  ['they are within 20 points', 0.2, undefined, 0],
  ['a client shows no engine', 1, ['drm-resident-vram:\t4 KiB'], 0],
  ['a process could not be looked at', 1, undefined, 1],
])('nothing is told where %s', (_, own, engines, unreadable) => {
  const snapshots = told(14, () => own, engines, unreadable);
  expect(snapshots.some(({ devices }) => devices[0]?.busyContradicted)).toBe(false);
});
