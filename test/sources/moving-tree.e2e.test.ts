/** The built program over a tree whose files are rewritten, by rename, while it runs. */
import { expect, it } from 'vitest';
import { steady, type Curve } from '../../src/demo/curve.js';
import type { Machine, SimulatedDevice } from '../../src/demo/machine.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { temporaryTree } from '../support/tree.js';

const pci = (address: string) => ({ kind: 'pci', address, vendor: '8086', device: '56a0' }) as const;
const CLOCK = { clockHz: 19_200_000 };

const I915: SimulatedDevice = {
  tree: { driver: 'i915', bus: pci('0000:00:02.0'), nodes: ['card0', 'renderD128'] },
  format: 'i915',
  engines: { render: {}, video: { capacity: 2 } },
};
const XE: SimulatedDevice = {
  tree: { driver: 'xe', bus: pci('0000:07:00.0'), nodes: ['card1', 'renderD129'] },
  format: 'xe',
  engines: { rcs: CLOCK, ccs: { ...CLOCK, capacity: 4 } },
};
const PANFROST: SimulatedDevice = {
  tree: { driver: 'panfrost', bus: { kind: 'platform', name: 'ff9a0000.gpu', compatible: [] }, nodes: ['card2', 'renderD130'] },
  format: 'panfrost',
  engines: { fragment: { clockHz: 800_000_000 } },
};

function client(device: SimulatedDevice, node: string, pid: number, load: Record<string, Curve>): Machine['clients'][number] {
  return { device, node: `/dev/dri/${node}`, clientId: pid, holders: [{ pid, fds: [5, 6] }], load, memory: {} };
}

const MACHINE: Machine = {
  host: 'moving',
  devices: [I915, XE, PANFROST],
  processes: [11, 12, 13].map((pid) => ({ pid, comm: `p${pid}`, life: { bornSeconds: 0 } })),
  clients: [
    client(I915, 'renderD128', 11, { render: steady(0.3), video: steady(0.6) }),
    client(XE, 'renderD129', 12, { rcs: steady(0.9), ccs: steady(0.25) }),
    client(PANFROST, 'renderD130', 13, { fragment: steady(0.5) }),
  ],
  users: [],
  startSeconds: 100,
};

interface Tick {
  readonly interval_ns: number;
  readonly clients: {
    client_id: string;
    engines: Record<
      string,
      { busy_ratio: number; busy_ns: string | null; cycles: string | null; total_cycles: string | null; capacity: number }
    >;
  }[];
}

it('reports ns, cycles, capacities and both within a point of what the counters did in the interval', async () => {
  using tree = temporaryTree();
  const simulator = createSimulator(tree, MACHINE);
  const start = performance.now();
  const timer = setInterval(() => simulator.advanceTo((performance.now() - start) / 1000), 10);
  const { code, stdout, stderr } = await gpuTop(['--root', tree.root, '--json', '-n', '3', '-d', '0.5', '--check']);
  clearInterval(timer);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const ticks = jsonLines(stdout) as unknown as Tick[];
  for (const { clients } of ticks) clients.sort((a, b) => Number(a.client_id) - Number(b.client_id));
  expect(ticks).toHaveLength(3);
  for (const [at, { interval_ns, clients }] of ticks.entries()) {
    expect(clients.map(({ client_id }) => client_id)).toEqual(['11', '12', '13']);
    if (at === 0) continue;
    for (const [index, { engines }] of clients.entries()) {
      for (const [name, now] of Object.entries(engines)) {
        const before = ticks[at - 1]?.clients[index]?.engines[name];
        const moved = (key: 'busy_ns' | 'cycles' | 'total_cycles') => Number(BigInt(now[key] ?? 0) - BigInt(before?.[key] ?? 0));
        const time = now.busy_ns === null ? moved('total_cycles') : interval_ns;
        const ratio = moved(now.busy_ns === null ? 'cycles' : 'busy_ns') / time / now.capacity;
        expect(Math.abs(now.busy_ratio - ratio), `${name} at tick ${at}`).toBeLessThan(0.01);
        if (time !== interval_ns) expect(now.busy_ratio).toBeCloseTo({ rcs: 0.9, ccs: 0.25 }[name] ?? 0, 4);
      }
    }
  }
});
