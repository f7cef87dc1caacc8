import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Client } from '../../src/ledger/snapshot.js';
import { buildRows } from '../../src/view/rows.js';
import { checkSort, sortRows } from '../../src/view/sort.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { client, device, GIB, holder, MIB, snapshot } from '../support/snapshots.js';

const clients = [
  client({ clientId: '1', owner: { pid: 10, user: 'zoe', cmdline: 'b' }, engines: { gfx: 0.1, dec: 0.9 }, memory: { vram: 5 } }),
  client({ clientId: '2', owner: { pid: 9, user: 'ann', cmdline: 'a' }, engines: { gfx: 0.5 }, memory: { vram: GIB, gtt: 1 } }),
  client({
    clientId: '10',
    owner: { pid: 8, user: null, uid: null, unit: 'x.service' },
    engines: { gfx: null },
    memory: {},
    ownerCpuRatio: null,
  }),
  client({
    clientId: '3',
    owner: { pid: 7 },
    engines: { gfx: 0.5 },
    memory: { vram: MIB },
    ownerCpuRatio: 2,
    holders: [holder({ pid: 7 }), holder({ pid: 6 })],
  }),
];

function order(sort: string | null, reverse = false, given: readonly Client[] = clients): (number | null)[] {
  const options = { sort, reverse, filter: '', by: 'client', device: null, all: true } as const;
  return buildRows(snapshot({ clients: given }), options).map((row) => row.pid);
}

test.each([
  ['the busiest engine first by default', null, [10, 7, 9, 8]],
  ['an engine', 'gfx', [7, 9, 10, 8]],
  ['an engine that few have', 'dec', [10, 7, 8, 9]],
  ['an engine by its long name', 'engine:dec', [10, 7, 8, 9]],
  ['a region', 'vram', [9, 7, 10, 8]],
  ['a region by its long name', 'region:gtt', [9, 7, 8, 10]],
  ['memory in all', 'mem', [9, 7, 10, 8]],
  ['pids upward', 'pid', [7, 8, 9, 10]],
  ['users by alphabet', 'user', [9, 7, 10, 8]],
  ['client ids as numbers', 'client', [10, 9, 7, 8]],
  ['CPU', 'cpu', [7, 9, 10, 8]],
  ['holders', 'holders', [7, 8, 9, 10]],
  ['units', 'unit', [8, 7, 9, 10]],
  ['a name that nobody has: as without one, by pid', 'nosuch', [7, 8, 9, 10]],
])('sorts by %s', (_, key, expected) => {
  expect(order(key)).toEqual(expected);
});

test.each([
  ['the default', null, [7, 9, 10, 8]],
  ['an engine', 'gfx', [10, 7, 9, 8]],
  ['pids', 'pid', [10, 9, 8, 7]],
  ['units', 'unit', [8, 7, 9, 10]],
])('turns %s round and still leaves the unknown last', (_, key, expected) => {
  expect(order(key, true)).toEqual(expected);
});

it('gives the same order whatever order the clients came in', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(clients, { minLength: clients.length }),
      fc.constantFrom(null, 'gfx', 'user', 'cpu'),
      (given, key) => {
        expect(order(key, false, given)).toEqual(order(key));
      },
    ),
  );
});

it('leaves the rows it was given alone', () => {
  const rows = buildRows(snapshot({ clients }), {
    sort: 'pid',
    reverse: false,
    filter: '',
    by: 'client',
    device: null,
    all: true,
  });
  const before = [...rows];
  sortRows(rows, 'gfx', false);
  expect(rows).toEqual(before);
});

it('sorts by averages where a history is kept', () => {
  const rows = buildRows(snapshot({ clients }), {
    sort: null,
    reverse: false,
    filter: '',
    by: 'client',
    device: null,
    all: true,
  });
  const averages = { busy: (row: (typeof rows)[number], seconds: number) => (row.pid === 9 && seconds === 10 ? 0.8 : null) };
  expect(sortRows(rows, 'avg10', false, averages)[0]?.pid).toBe(9);
});

describe('checkSort', () => {
  const given = snapshot({ clients, devices: [device({ engines: { gfx: 0.5, dec: 0.1 } })] });

  test.each(['pid', 'gfx', 'dec', 'vram', 'mem', 'busy', 'engine:gfx', 'region:vram', 'render'])('takes %s', (key) => {
    expect(() => checkSort(key, given)).not.toThrow();
  });

  it('takes a common engine on a machine where nothing runs yet', () => {
    expect(() => checkSort('gfx', snapshot())).not.toThrow();
  });

  it('names what would be right', () => {
    expect(() => checkSort('frobnicate', given)).toThrow(
      new UsageError(
        "unknown sort key 'frobnicate'; known here: pid, user, dev, client, busy, engines, mem, evicted, time, cpu, holders, unit, command, gfx, dec, vram, gtt",
      ),
    );
  });

  test.each([
    ['gxf', 'gfx'],
    ['usre', 'user'],
    ['vrma', 'vram'],
    ['PID', 'pid'],
    ['holder', 'holders'],
  ])('guesses that %s means %s', (typed, meant) => {
    expect(() => checkSort(typed, given)).toThrow(`(did you mean '${meant}'?)`);
  });
});
