import { describe, expect, test } from 'vitest';
import { RowKeeper, type RowOptions } from '../../src/tui/rows.js';
import { initialState } from '../../src/tui/state/state.js';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { client, SECOND_NS, snapshot } from '../support/snapshots.js';

const options: RowOptions = { view: initialState().view, tree: false, open: new Set(), selected: null, marks: new Set() };

function at(second: number, ...busy: readonly (readonly [key: string, ratio: number])[]): Snapshot {
  return snapshot({
    atNs: BigInt(second) * SECOND_NS,
    clients: busy.map(([key, ratio], i) => client({ key, owner: { pid: i + 1 }, engines: { gfx: ratio } })),
  });
}

function keys(keeper: RowKeeper, machine: Snapshot, changes: Partial<RowOptions> = {}): string[] {
  return keeper.rows(machine, { ...options, ...changes }).rows.map(({ row }) => row.key);
}

describe('idle rows', () => {
  test('linger for five seconds after they were busy', () => {
    const keeper = new RowKeeper();
    keeper.rows(at(10, ['a', 0.5]), options);
    expect(keys(keeper, at(14, ['a', 0]))).toEqual(['a']);
    expect(keys(keeper, at(15, ['a', 0]))).toEqual([]);
  });

  test('linger from when they came to rest, however long they were busy, and whatever was shown then', () => {
    const keeper = new RowKeeper();
    for (const second of [10, 20]) keeper.rows(at(second, ['a', 0.5]), { ...options, view: { ...options.view, all: true } });
    expect(keys(keeper, at(24, ['a', 0]))).toEqual(['a']);
    expect(keys(keeper, at(26, ['a', 0]))).toEqual([]);
  });

  test('do not linger from the future of a recording that was wound back', () => {
    const keeper = new RowKeeper();
    keeper.rows(at(100, ['a', 0.5]), options);
    expect(keys(keeper, at(10, ['a', 0]))).toEqual([]);
  });

  test('are counted when hidden, and shown with all', () => {
    const machine = at(10, ['a', 0], ['b', 0.1]);
    expect(new RowKeeper().rows(machine, options).idle).toBe(1);
    expect(keys(new RowKeeper(), machine, { view: { ...options.view, all: true } })).toEqual(['b', 'a']);
  });

  test('a filter that speaks of idle decides by itself', () => {
    const machine = at(10, ['a', 0], ['b', 0.1]);
    expect(keys(new RowKeeper(), machine, { view: { ...options.view, filter: 'idle' } })).toEqual(['a']);
  });
});

test('a filter half typed leaves the last good one in force, and tells what is wrong', () => {
  const keeper = new RowKeeper();
  const machine = at(10, ['a', 0.5], ['b', 0.1]);
  expect(keys(keeper, machine, { view: { ...options.view, filter: 'gfx>20' } })).toEqual(['a']);
  const half = keeper.rows(machine, { ...options, view: { ...options.view, filter: 'gfx>20 pid:' } });
  expect(half.rows).toHaveLength(1);
  expect(half.filter).toBe('gfx>20');
  expect(half.problem).not.toBeNull();
});

describe('the tree', () => {
  const family = (parents: Readonly<Record<number, number>>): Snapshot =>
    snapshot({
      clients: Object.entries(parents).map(([pid, parentPid], i) =>
        client({ key: pid, owner: { pid: Number(pid), parentPid, comm: `p${pid}` }, engines: { gfx: 0.9 - i / 10 } }),
      ),
    });
  const drawn = (machine: Snapshot): string[] =>
    new RowKeeper().rows(machine, { ...options, tree: true }).rows.map(({ row, prefix }) => `${prefix}${row.pid}`);

  test('puts children below the process that started them, at any depth', () => {
    expect(drawn(family({ 1: 0, 2: 1, 3: 2, 4: 1, 9: 7 }))).toEqual(['1', '├─ 2', '│  └─ 3', '└─ 4', '9']);
  });

  test('puts a process below the nearest one above it that has a row', () => {
    const started = {
      parentPid: 3,
      ancestors: [
        { pid: 3, comm: 'zygote' },
        { pid: 2, comm: 'sandbox' },
        { pid: 1_000, comm: 'chrome' },
      ],
    };
    const machine = snapshot({
      clients: [
        client({ key: 'gpu', owner: { pid: 4, ...started }, engines: { gfx: 0.9 } }),
        client({ key: 'window', owner: { pid: 1_000 }, engines: { gfx: 0.1 } }),
      ],
    });
    expect(drawn(machine)).toEqual(['1000', '└─ 4']);
  });

  test('keeps the machines apart: a PID means another process on each', () => {
    const on = (host: string, pid: number, parentPid: number): Client => ({
      ...client({ key: `${host} ${pid}`, owner: { pid, parentPid }, engines: { gfx: 1 / pid } }),
      host,
    });
    expect(drawn(snapshot({ clients: [on('a', 10, 1), on('b', 11, 10)] }))).toEqual(['10', '11']);
  });

  test('leaves nobody out when parents form a loop', () => {
    expect(
      drawn(family({ 1: 2, 2: 1 }))
        .map((line) => line.at(-1))
        .sort(),
    ).toEqual(['1', '2']);
  });
});
