import { describe, expect, it } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import type { ProcessFacts, ProcessReading, Sweep } from '../../src/scan/sweep.js';
import { explainClient } from '../../src/view/explain/explain.js';
import { buildRows } from '../../src/view/rows.js';
import { deviceFacts } from '../support/scan.js';
import { processFacts } from '../support/snapshots.js';
import { clientOf, PCI, reading, sweep } from '../support/sweeps.js';

const TRAINER = processFacts({ pid: 4242, startTimeTicks: 9, comm: 'trainer', cpuTicks: 0 });
const ALL = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: false } as const;

/** A sweep each second, checked against the ledger's invariants. */
function fold(...sweeps: Sweep[]): Snapshot {
  const ledger = createLedger();
  let last: Snapshot | null = null;
  for (const each of sweeps) {
    const next = ledger.fold(each);
    expect(violations(next, last)).toEqual([]);
    last = next;
  }
  if (last === null) throw new Error('no sweep');
  return last;
}

const INSTINCT = 'gpu_id: 1\nsimd_count: 416\nsimd_per_cu: 4\nnum_sdma_engines: 5\nnum_sdma_xgmi_engines: 0\n';

function kfd(at: number, lines: string, more: Partial<ProcessReading> = {}): ProcessReading {
  return { source: 'kfd', device: PCI, pid: 4242, isOurs: true, text: INSTINCT + lines, atNs: BigInt(at * 1e9), ...more };
}

/** A DRM client of amdgpu with id 7. */
function drmReading(pid: number, ...lines: string[]) {
  return reading(clientOf({ driver: 'amdgpu', pdev: PCI, id: '7' }, ...lines), { pid });
}

function withKfd(at: number, processReadings: ProcessReading[], more: Partial<Sweep> & { people?: ProcessFacts[] } = {}): Sweep {
  return { ...sweep(at, [], { people: [TRAINER], ...more }), processReadings };
}

const busy = (ratio: number) => ({ ...deviceFacts(PCI, { renderD128: '226:128' }), driver: 'amdgpu', busyRatio: ratio });

describe('AMD compute', () => {
  it('has a row with SDMA time by its counter, compute units of this instant, and memory', () => {
    const text = (us: number, cu: number) =>
      `vram_1: 1024\nqueues: 2\nsdma_1: ${us}\nstats_1/cu_occupancy: ${cu}\nstats_1/evicted_ms: 7\n`;
    const { clients, devices } = fold(withKfd(1, [kfd(1, text(1_000_000, 52))]), withKfd(2, [kfd(2, text(3_500_000, 26))]));
    const [row] = clients;
    expect(row).toMatchObject({ clientId: 'kfd:4242', owner: { comm: 'trainer' }, driver: 'amdgpu' });
    // 2.5 s of five engines in one second.
    expect(row?.engines.get('sdma')).toMatchObject({ ratio: 0.5, basis: 'ns' });
    expect(row?.engines.get('cu')).toMatchObject({ ratio: 0.25, basis: 'sample', counters: { capacity: 104 } });
    expect(row?.memory.get('vram')?.residentBytes).toBe(1024);
    expect(row?.occupant).toMatchObject({ isRow: true, queues: 2, evictedMs: 7 });
    expect(devices[0]?.engines.get('cu')).toEqual({ ratio: 0.25, capacity: 104, basis: 'sample' });
    expect(devices[0]?.memory.get('vram')?.usedBytes).toBe(1024);
  });

  it('is not busy by a sample, and not idle by it either', () => {
    const text = 'sdma_1: 5\nstats_1/cu_occupancy: 104\nqueues: 1\n';
    const snapshot = fold(withKfd(1, [kfd(1, text)]), withKfd(2, [kfd(2, text)]));
    const [row] = buildRows(snapshot, ALL);
    expect([row?.busiest, row?.idle]).toEqual([null, false]);
    expect(row?.engines.get('cu')).toBe(1);
  });

  it('joins the row of the DRM client of its process, whose memory counts', () => {
    const drm = (at: number) => drmReading(4242, `drm-engine-gfx:\t${at * 1e8} ns`, 'drm-memory-vram:\t5 KiB');
    const at = (seconds: number) => ({
      ...sweep(seconds, [drm(seconds)], { people: [TRAINER] }),
      processReadings: [kfd(seconds, `vram_1: 999\nsdma_1: ${seconds * 1e5}\nqueues: 1\n`)],
    });
    const { clients, devices } = fold(at(1), at(2));
    expect(clients.map(({ clientId }) => clientId)).toEqual(['7']);
    expect([...(clients[0]?.engines.keys() ?? [])].sort()).toEqual(['cu', 'gfx', 'sdma']);
    expect(clients[0]?.engines.get('sdma')?.ratio).toBeCloseTo(0.02);
    expect(clients[0]?.memory.get('vram')?.memoryBytes).toBe(5 * 1024);
    expect(devices[0]?.memory.get('vram')?.usedBytes).toBe(5 * 1024);
    expect(clients[0]?.occupant?.isRow).toBe(false);
  });

  it('does not join a stranger of the same pid, and is listed without a name', () => {
    const drm = drmReading(4242, 'drm-engine-gfx:\t1 ns');
    const { clients } = fold({
      ...sweep(1, [drm], { people: [TRAINER] }),
      processReadings: [kfd(1, 'vram_1: 9\n', { isOurs: false })],
    });
    expect(clients.map(({ clientId, owner }) => [clientId, owner.comm])).toEqual([
      ['7', 'trainer'],
      ['kfd-host:4242', null],
    ]);
  });

  it('keeps what a context did that has ended', () => {
    const two = 'queues: 1\nsdma_1: 1000000\ncontext_0/sdma_1: 8000000\n';
    const one = (us: number) => `queues: 1\nsdma_1: ${us}\n`;
    const { clients } = fold(
      withKfd(1, [kfd(1, two)]),
      withKfd(2, [kfd(2, one(1_000_000))]),
      withKfd(3, [kfd(3, one(3_500_000))]),
    );
    expect(clients[0]?.engines.get('sdma')?.ratio).toBe(0.5);
    expect(clients[0]?.engines.get('sdma')?.counters.busyNs).toBe(11_500_000_000n);
  });

  it('is another row for a later process of the pid', () => {
    const later = processFacts({ ...TRAINER, startTimeTicks: 10 });
    const text = (us: number) => `queues: 1\nsdma_1: ${us}\n`;
    const { clients } = fold(withKfd(1, [kfd(1, text(5_000_000))]), withKfd(2, [kfd(2, text(100))], { people: [later] }));
    expect(clients[0]?.engines.get('sdma')).toMatchObject({ ratio: null, reason: 'first-sight' });
  });
});

describe('compute on RDNA', () => {
  const text = 'queues: 1\nvram_1: 9\nsdma_1: 0\n';

  it('of one process is bounded by what the device did and no DRM client accounts for', () => {
    const drm = (at: number) => drmReading(55, `drm-engine-gfx:\t${at * 4e7} ns`);
    const at = (seconds: number) => ({
      ...sweep(seconds, [drm(seconds)], { people: [TRAINER], devices: [busy(0.97)] }),
      processReadings: [kfd(seconds, text)],
    });
    const { clients, devices } = fold(at(1), at(2));
    const row = clients.find(({ clientId }) => clientId === 'kfd:4242');
    expect(row?.engines.get('cu')).toMatchObject({ ratio: null, reason: 'unsupported' });
    expect(row?.engines.get('kfd')?.basis).toBe('bound');
    expect(row?.engines.get('kfd')?.ratio).toBeCloseTo(0.93);
    expect(devices[0]?.engines.get('kfd')?.basis).toBe('bound');
    expect(row && explainClient(row).join('\n')).toContain('at most 0.9');
  });

  it('of several is bounded on the device alone', () => {
    const other = kfd(1, text, { pid: 4243 });
    const { clients, devices } = fold(withKfd(1, [kfd(1, text), other], { devices: [busy(0.9)] }));
    expect(clients.map(({ engines }) => engines.has('kfd'))).toEqual([false, false]);
    expect(devices[0]?.engines.get('kfd')).toEqual({ ratio: 0.9, capacity: 1, basis: 'bound' });
  });

  it('is not called idle where nothing is known', () => {
    const [row] = buildRows(fold(withKfd(1, [kfd(1, text)]), withKfd(2, [kfd(2, text)])), ALL);
    expect(row?.idle).toBe(false);
  });
});

const PMON = '# gpu pid type sm mem enc dec fb command\n';

function pmon(at: number, rows: string, more: Partial<ProcessReading> = {}): ProcessReading {
  return { source: 'nvidia-smi', device: PCI, pid: 4242, isOurs: true, text: PMON + rows, atNs: BigInt(at * 1e9), ...more };
}

describe('NVIDIA', () => {
  const fd = (pid: number) => ({ pid, fd: 7, link: '/dev/nvidia0', device: PCI, text: '', atNs: 0n });
  const device = { ...deviceFacts(PCI, { nvidia0: '195:0' }), driver: 'nvidia' };

  it('has a row for each holder, with dashes where no tool tells more', () => {
    const snapshot = fold(sweep(1, [fd(4242)], { people: [TRAINER], devices: [device] }));
    expect(snapshot.silentFds).toEqual([]);
    expect(snapshot.clients).toMatchObject([
      {
        clientId: 'nvidia:4242',
        driver: 'nvidia',
        owner: { comm: 'trainer' },
        holders: [{ fds: [7] }],
        occupant: { readings: [] },
      },
    ]);
    expect(buildRows(snapshot, ALL)[0]).toMatchObject({ idle: false, busiest: null });
  });

  it('gives the mean of the rounds since the sweep before, and memory of the last', () => {
    const rows = ' 0 4242 C 40 9 - - 100 trainer\n 0 4242 C 60 9 - - 200 trainer\n';
    const { clients } = fold({
      ...sweep(1, [fd(4242)], { people: [TRAINER], devices: [device] }),
      processReadings: [pmon(1, rows)],
    });
    expect(clients).toHaveLength(1);
    expect(clients[0]?.engines.get('sm')).toMatchObject({ ratio: 0.5, basis: 'kernel-percent' });
    expect(clients[0]?.engines.has('mem')).toBe(false);
    expect(clients[0]?.memory.get('vram')?.residentBytes).toBe(200 * 1024 * 1024);
    const explained = clients[0] && explainClient(clients[0]).join('\n');
    expect(explained).toContain('19 points');
    expect(explained).toContain('memory vram: 209715200 bytes in use (nvidia-smi pmon)');
  });

  it('adds up the memory of the MIG instances that a process uses, of each the newest', () => {
    const text = '# gpu pid type sm mem enc dec gi ci fb command\n';
    const rows = [10, 20].map((mb) => ` 0 4242 C - - - - 1 0 ${mb} a\n 0 4242 C - - - - 2 0 ${mb * 3} a\n`).join('');
    const reading: ProcessReading = { ...pmon(2, ''), text: text + rows };
    const { clients } = fold(withKfd(1, []), withKfd(2, [reading], { devices: [device] }));
    expect(clients[0]?.memory.get('vram')?.residentBytes).toBe(80 * 1024 * 1024);
    expect(clients[0]?.engines.get('sm')).toMatchObject({ ratio: null });
  });

  it('takes a dash for idle only once the GPU has printed a number in that column', () => {
    const at = (seconds: number, rows: string) => withKfd(seconds, [pmon(seconds, rows)]);
    const before = fold(at(1, ' 0 4242 C - 1 - - 1 a\n'));
    expect(before.clients[0]?.engines.get('sm')).toMatchObject({ ratio: null, reason: 'unsupported' });
    const after = fold(at(1, ' 0 4242 C 5 1 - - 1 a\n'), at(2, ' 0 4242 C - 1 - - 1 a\n'));
    expect(after.clients[0]?.engines.get('sm')?.ratio).toBe(0);
    expect(after.clients[0]?.engines.get('enc')?.ratio).toBeNull();
  });

  it('lists a pid of another namespace by the name that the tool gives, and joins it to nobody', () => {
    const readings = [pmon(1, ' 0 4242 C 5 1 - - 1 its real name\n', { isOurs: false })];
    const { clients } = fold({ ...sweep(1, [fd(4242)], { people: [TRAINER], devices: [device] }), processReadings: readings });
    expect(clients.map(({ clientId, owner }) => [clientId, owner.comm])).toEqual([
      ['nvidia:4242', 'trainer'],
      ['nvidia-host:4242', 'its real name'],
    ]);
  });
});
