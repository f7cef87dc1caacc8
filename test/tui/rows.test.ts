import { describe, expect, test } from 'vitest';
import { RowKeeper, type RowOptions } from '../../src/tui/rows.js';
import { initialState } from '../../src/tui/state.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
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
    expect(keys(keeper, at(14, ['a', 0]))).toEqual(['client a']);
    expect(keys(keeper, at(15, ['a', 0]))).toEqual([]);
  });

  test('do not linger from the future of a recording that was wound back', () => {
    const keeper = new RowKeeper();
    keeper.rows(at(100, ['a', 0.5]), options);
    expect(keys(keeper, at(10, ['a', 0]))).toEqual([]);
  });

  test('are counted when hidden, and shown with all', () => {
    const machine = at(10, ['a', 0], ['b', 0.1]);
    expect(new RowKeeper().rows(machine, options).idle).toBe(1);
    expect(keys(new RowKeeper(), machine, { view: { ...options.view, all: true } })).toEqual(['client b', 'client a']);
  });

  test('a filter that speaks of idle decides by itself', () => {
    const machine = at(10, ['a', 0], ['b', 0.1]);
    expect(keys(new RowKeeper(), machine, { view: { ...options.view, filter: 'idle' } })).toEqual(['client a']);
  });
});

test('a filter half typed leaves the last good one in force, and tells what is wrong', () => {
  const keeper = new RowKeeper();
  const machine = at(10, ['a', 0.5], ['b', 0.1]);
  expect(keys(keeper, machine, { view: { ...options.view, filter: 'gfx>20' } })).toEqual(['client a']);
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

  test('leaves nobody out when parents form a loop', () => {
    expect(
      drawn(family({ 1: 2, 2: 1 }))
        .map((line) => line.at(-1))
        .sort(),
    ).toEqual(['1', '2']);
  });
});
