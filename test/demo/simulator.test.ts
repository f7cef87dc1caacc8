import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFdinfo } from '../../src/drm/fdinfo/parse-fdinfo.js';
import { DESKTOP } from '../../src/demo/desktop/desktop.js';
import { LAB } from '../../src/demo/lab/lab.js';
import { deviceMoment } from '../../src/demo/device-moment.js';
import { steady, wander } from '../../src/demo/curve.js';
import { clientIdIn, ownerOf, type Machine, type SimulatedDevice } from '../../src/demo/machine.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { truthOf } from '../support/demo-truth.js';
import { deviceFolder } from '../../src/procfs-tree/device-tree.js';
import { stateAt } from '../../src/demo/state.js';
import { TemporaryTree } from '../support/tree.js';

let tree: TemporaryTree;
beforeEach(() => (tree = new TemporaryTree()));
afterEach(() => tree[Symbol.dispose]());
const read = (path: string) => tree.read(path);
const fdinfo = (pid: number, fd: number) => parseFdinfo(read(`proc/${pid}/fdinfo/${fd}`));

const MALI: SimulatedDevice = {
  tree: {
    driver: 'panfrost',
    bus: { kind: 'platform', name: 'ff9a0000.gpu', compatible: ['arm,mali-t860'] },
    nodes: ['card0', 'renderD128'],
  },
  format: 'panfrost',
  engines: { fragment: { clockHz: 800_000_000 }, 'vertex-tiler': { clockHz: 800_000_000 } },
};

const ARC: SimulatedDevice = {
  tree: {
    driver: 'xe',
    bus: { kind: 'pci', address: '0000:03:00.0', vendor: '8086', device: '56a0' },
    nodes: ['card1', 'renderD129'],
  },
  format: 'xe',
  engines: { rcs: { clockHz: 19_200_000 }, vcs: { clockHz: 19_200_000, capacity: 2 }, ccs: { clockHz: 19_200_000, capacity: 4 } },
};

/** One process for good and one that lives 10 of every 30 seconds, each with a client; one fd is held by both. */
const SMALL: Machine = {
  host: 'small',
  devices: [MALI, ARC],
  processes: [
    { pid: 10, comm: 'stays', life: { bornSeconds: 40 }, cpu: steady(0.5) },
    { pid: 20, comm: 'comes', life: { firstSeconds: 105, everySeconds: 30, aliveSeconds: 10 } },
  ],
  clients: [
    {
      device: MALI,
      node: '/dev/dri/renderD128',
      clientId: 3,
      holders: [{ pid: 10, fds: [5, 6] }],
      load: { fragment: wander('f', 0.2, 0.9, 3) },
      memory: { memory: { residentBytes: wander('m', 1e6, 9e6, 2) } },
    },
    {
      device: ARC,
      node: '/dev/dri/renderD129',
      clientId: 8,
      holders: [
        { pid: 20, fds: [7] },
        { pid: 10, fds: [9] },
      ],
      load: { vcs: steady(0.7), ccs: wander('c', 0.1, 1, 2) },
      memory: { vram0: { residentBytes: steady(4096 * 5 + 17), absentBytes: 4096 } },
    },
  ],
  users: [{ name: 'anna', uid: 1000 }],
  startSeconds: 100,
};

describe('a simulated machine', () => {
  it('moves ns, cycles and capacities exactly as its truth says, whatever steps it was advanced in', () => {
    const simulator = createSimulator(tree, SMALL);
    for (const t of [0.2, 5.5, 6, 6.001, 9]) simulator.advanceTo(t);
    const before = { mali: fdinfo(10, 5), arc: fdinfo(20, 7) };
    simulator.advanceTo(12.5);
    const after = { mali: fdinfo(10, 5), arc: fdinfo(20, 7) };
    const [mali, arc] = truthOf(SMALL, 9, 12.5);

    const fragment = [before, after].map(({ mali }) => mali.engines.get('fragment'));
    expect(Number((fragment[1]?.busyNs ?? 0n) - (fragment[0]?.busyNs ?? 0n)) / 3.5e9).toBeCloseTo(
      mali?.ratios.get('fragment') ?? 0,
      8,
    );
    expect(Number((fragment[1]?.cycles ?? 0n) - (fragment[0]?.cycles ?? 0n)) / (3.5 * 8e8)).toBeCloseTo(
      mali?.ratios.get('fragment') ?? 0,
      7,
    );
    for (const [engine, capacity] of [
      ['vcs', 2],
      ['ccs', 4],
    ] as const) {
      const [from, to] = [before, after].map(({ arc }) => arc.engines.get(engine));
      const cycles = Number((to?.cycles ?? 0n) - (from?.cycles ?? 0n));
      const total = Number((to?.totalCycles ?? 0n) - (from?.totalCycles ?? 0n));
      expect(to?.capacity).toBe(capacity);
      expect(to?.busyNs).toBeNull();
      expect(cycles / total / capacity).toBeCloseTo(arc?.ratios.get(engine) ?? 0, 6);
    }
    expect(arc?.ratios.get('vcs')).toBeCloseTo(0.7, 12);
    expect(arc?.ratios.get('rcs')).toBe(0);
  });

  it('has processes that come and go, each time with a new pid, start time and client id, and counters from 0', () => {
    const simulator = createSimulator(tree, SMALL);
    const pids = () => tree.names('proc').filter((name) => /^\d/.test(name));
    const seen = [0, 4.9, 5.1, 14.9, 15.1, 35.5].map((t) => {
      simulator.advanceTo(t);
      return pids().join(' ');
    });
    expect(seen).toEqual(['10', '10', '10 20', '10 20', '10', '10 43']);
    expect(fdinfo(43, 7).clientId).toBe('16');
    expect(Number(fdinfo(43, 7).engines.get('vcs')?.cycles ?? 0n)).toBeCloseTo(0.5 * 0.7 * 2 * 19_200_000, -2);
    expect(read('proc/43/stat').split(') ')[1]?.split(' ')[19]).toBe('13500');
    expect(truthOf(SMALL, 34, 36).map(({ clientId }) => clientId)).toEqual(['3']);
  });

  it('gives every holder the same client, while it lives', () => {
    const simulator = createSimulator(tree, SMALL);
    simulator.advanceTo(8);
    expect(read('proc/10/fdinfo/9')).toBe(read('proc/20/fdinfo/7'));
    expect(read('proc/10/fdinfo/5')).toBe(read('proc/10/fdinfo/6'));
    expect(tree.link('proc/10/fd/9')).toBe('/dev/dri/renderD129');
    expect(truthOf(SMALL, 6, 8)[1]).toMatchObject({
      owner: 20,
      holders: new Map([
        [20, [7]],
        [10, [9]],
      ]),
    });
    simulator.advanceTo(16);
    expect(tree.names('proc/10/fd')).toEqual(['5', '6']);
  });

  it('prints memory in whole pages', () => {
    const simulator = createSimulator(tree, SMALL);
    simulator.advanceTo(8);
    expect(fdinfo(20, 7).memory.get('vram0')).toMatchObject({ residentBytes: 20_480, totalBytes: 24_576 });
    expect(truthOf(SMALL, 6, 8)[1]?.residentBytes.get('vram0')).toBe(20_480);
    expect(Number(fdinfo(10, 5).memory.get('memory')?.residentBytes) % 4096).toBe(0);
  });

  it('touches only the fd folders in which something came or went', async () => {
    const simulator = createSimulator(tree, SMALL);
    const mtime = (pid: number) => statSync(join(tree.root, `proc/${pid}/fd`), { bigint: true }).mtimeNs;
    const before = mtime(10);
    await new Promise((resolve) => setTimeout(resolve, 15)); // the kernel's file time moves by jiffies
    simulator.advanceTo(3);
    expect(mtime(10)).toBe(before);
    expect(read('proc/10/stat')).toContain(' 10 10 0 -1 ');
    simulator.advanceTo(6);
    expect(mtime(10)).not.toBe(before);
  });
});

describe.each([
  ['desktop', DESKTOP],
  ['lab', LAB],
])('the machine of the scene %s', (_, machine) => {
  const moments = Array.from({ length: 240 }, (_, i) => machine.startSeconds + i * 3.7);

  it('never asks an engine group for more than it has', () => {
    for (const device of machine.devices) {
      for (const engine of Object.keys(device.engines)) {
        const { load } = deviceMoment(machine, device, 0);
        for (const t of moments) expect(load(engine).at(t)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('has no two processes with one pid, no two clients with one id, and only parents that exist', () => {
    for (const t of moments) {
      const alive = machine.processes.length;
      const { processes } = stateAt(machine, t);
      const coming = machine.processes.filter(({ life }) => !('bornSeconds' in life)).length;
      expect(processes.size).toBeGreaterThanOrEqual(alive - coming);
      for (const { parentPid = 1 } of processes.values()) expect(parentPid === 0 || processes.has(parentPid)).toBe(true);
    }
    const ids = machine.clients.flatMap((client) => {
      const comes = !('bornSeconds' in ownerOf(machine, client).life);
      return Array.from({ length: comes ? 500 : 1 }, (_, round) => clientIdIn(client, round));
    });
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives each card the size of its memory, and a power folder that says why it is awake', () => {
    createSimulator(tree, machine).advanceTo(20);
    for (const device of machine.devices) {
      const folder = `${deviceFolder(device.tree)}/power`;
      expect(read(`${folder}/runtime_status`)).toBe('active\n');
      expect(read(`${folder}/control`)).toMatch(/^(auto|on)\n$/);
      expect(Number(read(`${folder}/runtime_usage`))).toBeGreaterThan(0);
    }
  });
});

describe('the desktop', () => {
  it('has somebody begin or end every 20 s or so, and never more than three in one second', () => {
    const living = (t: number) => new Set(stateAt(DESKTOP, DESKTOP.startSeconds + t).processes.keys());
    const changes: number[] = [];
    for (let t = 1, before = living(0); t <= 600; t++) {
      const now = living(t);
      const count = [...before].filter((pid) => !now.has(pid)).length + [...now].filter((pid) => !before.has(pid)).length;
      expect(count).toBeLessThanOrEqual(3);
      if (count > 0) changes.push(t);
      before = now;
    }
    const gaps = changes.map((t, index) => t - (changes[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(40);
    expect(changes.length).toBeGreaterThan(600 / 25);
  });
});

describe('the lab', () => {
  it('shows each driver of its own kind: engines by ns, by cycles with capacity, none at all, and a holder beside the owner', () => {
    const simulator = createSimulator(tree, LAB);
    simulator.advanceTo(30);
    const truth = truthOf(LAB, 29, 30);
    expect(new Set(truth.map(({ device }) => device)).size).toBe(4);
    expect(truth.filter(({ holders }) => holders.size > 1)).toHaveLength(2);
    expect(truth.some(({ ratios }) => ratios.size === 0)).toBe(true);
    for (const { clientId, holders } of truth) {
      for (const [pid, fds] of holders) for (const fd of fds) expect(fdinfo(pid, fd).clientId).toBe(clientId);
    }
  });

  it('has a device that falls asleep and wakes up', () => {
    const simulator = createSimulator(tree, LAB);
    const status = (t: number) => {
      simulator.advanceTo(t);
      return read('sys/class/accel/accel0/device/power/runtime_status').trim();
    };
    expect([0, 20, 58, 70].map(status)).toEqual(['suspended', 'active', 'active', 'suspended']);
  });

  it('has counters that never go back, in sysfs as in fdinfo', () => {
    const simulator = createSimulator(tree, LAB);
    const COUNTERS = [
      'sys/class/drm/card0/gt/gt0/rc6_residency_ms',
      'sys/class/drm/card2/device/tile0/gt0/gtidle/idle_residency_ms',
      'sys/class/drm/card2/device/hwmon/hwmon4/energy1_input',
      'sys/class/accel/accel0/device/npu_busy_time_us',
    ];
    let last = COUNTERS.map(() => 0);
    for (let t = 0; t < 200; t += 7) {
      simulator.advanceTo(t);
      const now = COUNTERS.map((path) => Number(read(path)));
      for (const [index, value] of now.entries()) {
        expect(value).toBeGreaterThanOrEqual(last[index] ?? 0);
        // Idle time runs at most as fast as time.
        if (t > 0 && COUNTERS[index]?.endsWith('residency_ms')) expect(value - (last[index] ?? 0)).toBeLessThanOrEqual(7001);
      }
      last = now;
    }
  });
});
