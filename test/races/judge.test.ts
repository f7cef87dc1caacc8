/** That the judge of the races can find something at all. */
import { describe, expect, test } from 'vitest';
import { quietWrongs, risen, stale, wrongs } from './judge.js';
import { busyRatioOf } from './stand-in-driver.js';
import type { Tick, TickClient } from './tick.js';

const UPTIME_NS = 1e12;

function client(id: number, change: Partial<TickClient> = {}): TickClient {
  return {
    client_id: String(id),
    driver: 'races',
    read_mono_ns: String(UPTIME_NS),
    pid: 5,
    holders: [{ pid: 5, fds: [10, 11] }],
    engines: { render: { raw_ratio: null, busy_ns: String(Math.round(busyRatioOf(id) * UPTIME_NS)) } },
    ...change,
  };
}

function tick(clients: readonly TickClient[], change: Partial<Tick> = {}): Tick {
  return {
    t_mono_ns: String(UPTIME_NS),
    interval_ns: null,
    scan: { duration_ns: 1, processes: 9, processes_listed: 9 },
    coverage: { processes_seen: 9, processes_unreadable: 0, by_errno: {}, troubles: [] },
    clients_total: clients.length,
    clients,
    fds_without_stats: [],
    ...change,
  };
}

const herd = { still: new Map([['7', '5:10,11']]) };
const { coverage } = tick([]);

describe('the judge of the races', () => {
  test('has nothing to say about a right tick', () => {
    expect(wrongs(tick([client(7), client(9)]), herd)).toEqual([]);
    expect(quietWrongs(tick([client(7)]), herd)).toEqual([]);
  });

  test.each([
    ['a still client that is missing', tick([client(9)]), /held by nobody/],
    ['a holder that is missing', tick([client(7, { holders: [{ pid: 5, fds: [10] }] })]), /held by 5:10 /],
    ['counters of another client', tick([client(7, { engines: client(8).engines })]), /was busy/],
    ['no counter', tick([client(7, { engines: { render: { raw_ratio: null, busy_ns: null } } })]), /NaN/],
    ['an engine that is none', tick([client(7, { engines: {} })]), /has the engines/],
    ['another driver', tick([client(7, { driver: 'amdgpu' })]), /driver amdgpu/],
    ['a failure', tick([client(7)], { coverage: { ...coverage, by_errno: { EIO: 1 } } }), /EIO/],
    ['a process too many', tick([client(7)], { coverage: { ...coverage, processes_seen: 8 } }), /9 processes looked at/],
    ['a fd that is no node', tick([client(7)], { fds_without_stats: [{ node: '/dev/null' }] }), /\/dev\/null/],
  ])('finds %s', (_, wrong, sentence) => {
    expect(wrongs(wrong, herd).join('\n')).toMatch(sentence);
  });

  test('finds what was read before and is shown as new', () => {
    const later = client(7, { read_mono_ns: String(UPTIME_NS + 1e9) });
    const moved = { ...later, engines: client(8).engines };
    expect(stale(tick([client(7)]), null)).toEqual([]);
    expect(stale(tick([client(7)]), tick([client(7)]))).toEqual([]);
    expect(stale(tick([moved]), tick([client(7)]))).toEqual([]);
    expect(stale(tick([later]), tick([client(7)])).join()).toMatch(/client 7 shows what was read before/);
  });

  test('finds what went before and is shown again', () => {
    expect(risen(tick([client(7), client(9)]), herd, 8)).toEqual([]);
    expect(risen(tick([client(7), client(9)]), herd, 9).join()).toMatch(/client 9 has long been gone/);
  });

  test('finds what should have gone', () => {
    expect(quietWrongs(tick([client(7), client(9)]), herd).join()).toMatch(/client 9 is gone/);
    expect(quietWrongs(tick([client(7)], { fds_without_stats: [{ node: null }] }), herd).join()).toMatch(/1 fds without/);
  });
});
