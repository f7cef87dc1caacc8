import { expect, test } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Client, Device, EngineUse, Snapshot } from '../../src/ledger/snapshot.js';
import { processFacts } from '../support/snapshots.js';
import { client, PCI, reading, sweep } from '../support/sweeps.js';
import { ByName } from '../../src/measures/by-name.js';

/** Two clients at 0.5 and 0.25 in the second of two sweeps, one of them held by two processes. */
function good(): [Snapshot, Snapshot] {
  const ledger = createLedger();
  const tick = (at: number) => {
    const text = (id: string, share: number): string =>
      client(id, `drm-engine-gfx: ${at * share * 1e9} ns`, `drm-cycles-gfx: ${at}`, 'drm-resident-vram: 1 KiB');
    const readings = [
      reading(text('7', 0.5), { pid: 11, fd: 3 }),
      reading(text('7', 0.5), { pid: 12, fd: 3 }),
      reading(text('8', 0.25), { pid: 12, fd: 4 }),
      reading('', { pid: 12, fd: 5 }),
    ];
    return ledger.fold(sweep(at, readings));
  };
  return [tick(1), tick(2)];
}

const withClient = (snapshot: Snapshot, change: (client: Client) => Partial<Client>): Snapshot => ({
  ...snapshot,
  clients: snapshot.clients.map((each, at) => (at === 0 ? { ...each, ...change(each) } : each)),
});
const withUse = (snapshot: Snapshot, change: Partial<EngineUse>): Snapshot =>
  withClient(snapshot, ({ engines }) => ({ engines: engines.map((use) => ({ ...use, ...change })) }));
const withDevice = (snapshot: Snapshot, change: Partial<Device>): Snapshot => ({
  ...snapshot,
  devices: snapshot.devices.map((each) => ({ ...each, ...change })),
});

test('the ledger’s own snapshots break nothing', () => {
  const [first, second] = good();
  expect([violations(first, null), violations(second, first), violations(second, null)]).toEqual([[], [], []]);
});

test.each<[string, RegExp, (second: Snapshot, first: Snapshot) => Snapshot]>([
  [
    'a client there twice',
    /^client .*\/7 is there more than once/,
    (now) => ({ ...now, clients: [...now.clients, ...now.clients.slice(0, 1)] }),
  ],
  ['one key for two clients', /^key .*\/8 is there more than once/, (now) => withClient(now, () => ({ key: `${PCI}/8` }))],
  [
    'a device there twice',
    /^device .* is there more than once/,
    (now) => ({ ...now, devices: [...now.devices, ...now.devices] }),
  ],
  ['a client without a device row', /no row/, (now) => ({ ...now, devices: [] })],
  ['a ratio below 0', /gfx .* is at -1$/, (now) => withUse(now, { ratio: -1 })],
  ['a ratio that is no number', /gfx .* is at NaN$/, (now) => withUse(now, { ratio: NaN })],
  ['a ratio without a basis', /at 0.5 by null/, (now) => withUse(now, { basis: null })],
  ['no ratio and no reason', /at null and unknown by null/, (now) => withUse(now, { ratio: null, basis: null })],
  ['a ratio that its counters do not give', /counters say 0.5/, (now) => withUse(now, { ratio: 0.6 })],
  ['a ratio after one reading', /after one reading/, (now) => withUse(now, { before: null })],
  ['a counter that went back', /busyNs .* went from/, (now) => withClient(now, ({ engines }) => ({ engines: lowered(engines) }))],
  [
    'a device that is not the sum',
    /add up to 0.75/,
    (now) => withDevice(now, { engines: ByName.of([['gfx', { ratio: 0.7, capacity: 1 }]]) }),
  ],
  ['a device that lacks an engine', /has no row, but a client/, (now) => withDevice(now, { engines: ByName.of([]) })],
  [
    'a device busy by nobody',
    /no client of it is known/,
    (now) => withDevice(now, { engines: ByName.of([...(now.devices[0]?.engines ?? []), ['dec', { ratio: 0.1, capacity: 1 }]]) }),
  ],
  ['a device busier than can be', /busy by 1.5/, (now) => withDevice(now, { busyRatio: 1.5 })],
  ['a power that is no number', /draws NaN W/, (now) => withDevice(now, { powerWatts: NaN })],
  [
    'memory below 0',
    /uses -1 bytes/,
    (now) => withDevice(now, { memory: ByName.of([['vram', { usedBytes: -1, totalBytes: null }]]) }),
  ],
  [
    'a client’s memory that is no whole number',
    /residentBytes of vram .* is 0.5/,
    (now) =>
      withClient(now, ({ memory }) => ({
        memory: memory.map((region) => ({ ...region, residentBytes: 0.5 })),
      })),
  ],
  ['no holder', /has no holder/, (now) => withClient(now, () => ({ holders: [] }))],
  [
    'a holder without fds',
    /holder without fds/,
    (now) => withClient(now, ({ holders }) => ({ holders: holders.map((each) => ({ ...each, fds: [] })) })),
  ],
  [
    'a holder named twice',
    /one holder twice/,
    (now) => withClient(now, ({ holders }) => ({ holders: [...holders, ...holders] })),
  ],
  [
    'an owner that holds nothing',
    /not among its holders/,
    (now) => withClient(now, () => ({ owner: processFacts({ pid: 77 }) })),
  ],
  [
    'an owner that flipped',
    /changed, though 11 still holds it/,
    (now) => withClient(now, ({ holders, owner }) => ({ owner: holders[1]?.process ?? owner })),
  ],
  [
    'a reading of nobody',
    /through an fd that no holder has/,
    (now) => withClient(now, ({ reading: read }) => ({ reading: { ...read, fd: 99 } })),
  ],
  ['an fd in two places', /^fd 12\/5 is there more/, (now) => ({ ...now, silentFds: [...now.silentFds, ...now.silentFds] })],
  ['a wrong number of clamped ratios', /^5 ratios are counted/, (now) => ({ ...now, clamped: 5 })],
  ['an interval that was not measured', /the interval is 5 ns/, (now) => ({ ...now, intervalNs: 5 })],
  ['an interval that is missing', /the interval is null ns/, (now) => ({ ...now, intervalNs: null })],
  ['an owner that used no possible time', /uses -1 cores/, (now) => withClient(now, () => ({ ownerCpuRatio: -1 }))],
])('%s is found', (_what, sentence, spoil) => {
  const [first, second] = good();
  expect(violations(spoil(second, first), first)).toContainEqual(expect.stringMatching(sentence));
});

test('a first interval that is no time is found', () => {
  expect(violations({ ...good()[0], intervalNs: -1 }, null)).toEqual(['the interval is -1 ns']);
});

function lowered(engines: Client['engines']): Client['engines'] {
  return engines.map((use) => ({ ...use, counters: { ...use.counters, busyNs: 0n } }));
}
