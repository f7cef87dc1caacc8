/** A simulated machine for real time: twenty-three processes that live for seconds each, again and again, with clients on two GPUs. */
import { wander } from '../../src/demo/curve.js';
import { PID_STEP, type Machine, type SimulatedDevice } from '../../src/demo/machine.js';

const I915: SimulatedDevice = {
  tree: {
    driver: 'i915',
    bus: { kind: 'pci', address: '0000:00:02.0', vendor: '8086', device: '56a0' },
    nodes: ['card0', 'renderD128'],
  },
  format: 'i915',
  engines: { render: {}, video: { capacity: 2 } },
};
const XE: SimulatedDevice = {
  tree: {
    driver: 'xe',
    bus: { kind: 'pci', address: '0000:07:00.0', vendor: '8086', device: '56a0' },
    nodes: ['card1', 'renderD129'],
  },
  format: 'xe',
  engines: { rcs: { clockHz: 19_200_000 }, ccs: { clockHz: 19_200_000, capacity: 4 } },
};

/** Each gets new pids in steps of `PID_STEP`, and so never another's. */
const NUMBERS = Array.from({ length: PID_STEP }, (_, number) => number);

/** A device has eight of them: the client ids of a process go up in steps of eight. */
const CLIENTS_PER_DEVICE = 8;

export const CHURN: Machine = {
  host: 'churn',
  devices: [I915, XE],
  processes: NUMBERS.map((number) => ({
    pid: 1000 + number,
    comm: `worker-${number}`,
    uid: 1000 + (number % 3),
    cpu: wander(`cpu ${number}`, 0, 0.5, 3),
    life: { firstSeconds: 90, everySeconds: 1.3 + number * 0.71, aliveSeconds: 0.9 + number * 0.64 },
    fds: Object.fromEntries(NUMBERS.slice(0, 9).map((fd) => [fd, { link: `socket:[${number * 9 + fd}]`, fdinfo: 'pos:\t0\n' }])),
  })),
  clients: NUMBERS.slice(0, 2 * CLIENTS_PER_DEVICE).map((number) => {
    const isXe = number >= CLIENTS_PER_DEVICE;
    const load = wander(`load ${number}`, 0, 0.1, 2);
    return {
      device: isXe ? XE : I915,
      node: isXe ? '/dev/dri/renderD129' : '/dev/dri/renderD128',
      clientId: 1 + (number % CLIENTS_PER_DEVICE),
      holders: [{ pid: 1000 + number, fds: [20, 21] }],
      load: isXe ? { rcs: load, ccs: load } : { render: load, video: load },
      memory: {},
    };
  }),
  users: [0, 1, 2].map((number) => ({ name: `user${number}`, uid: 1000 + number })),
  startSeconds: 100,
};
