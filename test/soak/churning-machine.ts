/**
 * A machine in memory on which processes come and go for as long as the simulated clock is moved on: some hundred plain ones and
 * some twenty with GPU clients at any time, the same in every run.
 *
 * Everything that a memory could be tied to changes: pids come back after some hours, client ids never, half of the GPU programs have a
 * name that nobody had before, fds are duplicated, passed on, closed, and their numbers used for something else.
 */
import { plainFile, SimProcfs, silentFile, type SimFile } from '../support/sim-procfs.js';
import { noise } from '../support/noise.js';

const SECOND_NS = 1_000_000_000n;
const FIRST_PID = 300;
const PIDS = 30_000;
const MOST_FDS = 16;

interface Mortal {
  readonly pid: number;
  readonly endsAt: number;
  readonly gpu: boolean;
}

/** Device, its node, its driver, and what a client of it prints beyond its identity. */
const DEVICES = [
  {
    ...{ id: '0000:03:00.0', driver: 'amdgpu', node: '/dev/dri/renderD128', minor: 128 },
    lines: (busyNs: bigint, kib: number) =>
      `drm-engine-gfx:\t${busyNs} ns\ndrm-engine-dec:\t${busyNs / 3n} ns\ndrm-resident-vram:\t${kib} KiB\n`,
  },
  {
    ...{ id: '0000:00:02.0', driver: 'i915', node: '/dev/dri/renderD129', minor: 129 },
    lines: (busyNs: bigint, kib: number) =>
      `drm-engine-render:\t${busyNs} ns\ndrm-engine-video:\t${busyNs / 2n} ns\ndrm-engine-capacity-video:\t2\ndrm-total-system0:\t${kib} KiB\n`,
  },
  {
    ...{ id: '0000:07:00.0', driver: 'xe', node: '/dev/dri/renderD130', minor: 130 },
    lines: (busyNs: bigint, kib: number, nowNs: bigint) =>
      `drm-cycles-rcs:\t${busyNs / 52n}\ndrm-total-cycles-rcs:\t${nowNs / 52n}\ndrm-resident-vram0:\t${kib} KiB\n`,
  },
] as const;

export const SOAK_DEVICES = DEVICES.map(({ id, node, minor }) => ({
  id,
  node: node.slice('/dev/dri/'.length),
  number: `226:${minor}`,
}));

export class ChurningMachine {
  readonly sim = new SimProcfs();
  /** How many of each there were so far. */
  readonly counts = { processes: 0, clients: 0, moves: 0 };
  #tick = 0;
  #rolls = 0;
  #mortals: Mortal[] = [];
  #lastPid = FIRST_PID;

  constructor() {
    for (let process = 0; process < 90; process++) this.#start(false, 60 + process * 7);
    for (let process = 0; process < 12; process++) this.#start(true, 30 + process * 600);
    // One that stays all day.
    this.#start(true, Infinity);
  }

  /** A second passes. */
  pass(): void {
    this.#tick++;
    this.sim.pass(SECOND_NS);
    const ending = this.#mortals.filter(({ endsAt }) => endsAt <= this.#tick);
    for (const { pid } of ending) this.sim.processes.delete(pid);
    this.#mortals = this.#mortals.filter(({ endsAt }) => endsAt > this.#tick);
    this.#start(false, 5 + this.#any(200));
    // Most stay for minutes, some for hours, some are gone before anybody has seen them twice.
    if (this.#any(6) === 0) this.#start(true, [2, 10, 60, this.#any(600)][this.#any(4)] ?? 1);
    for (let move = this.#any(4); move > 0; move--) this.#move();
  }

  #any(below: number): number {
    return Math.floor(noise(this.#rolls++) * below);
  }

  #start(gpu: boolean, seconds: number): void {
    do this.#lastPid = FIRST_PID + ((this.#lastPid + 1 - FIRST_PID) % PIDS);
    while (this.sim.processes.has(this.#lastPid));
    const pid = this.#lastPid;
    const number = this.counts.processes++;
    const comm = gpu ? (number % 2 === 0 ? `job-${number}` : `app-${number % 9}`) : `p-${number % 50}`;
    const fds: [number, SimFile][] = Array.from({ length: 3 + this.#any(6) }, (_, fd) => [
      fd,
      plainFile(`socket:[${number * 9 + fd}]`),
    ]);
    if (gpu) for (let more = 1 + this.#any(2); more > 0; more--) fds.push([fds.length, this.#client()]);
    if (number % 97 === 0) fds.push([fds.length, silentFile()]);
    this.sim.start(pid, comm, fds);
    this.#mortals.push({ pid, endsAt: this.#tick + seconds, gpu });
  }

  #client(): SimFile {
    const device = DEVICES[this.#any(DEVICES.length)] ?? DEVICES[0];
    const id = ++this.counts.clients;
    const thousandth = BigInt(this.#any(900));
    const kib = 1024 * (1 + this.#any(500));
    const bornNs = this.sim.nowNs();
    const { sim } = this;
    const head = `pos:\t0\nflags:\t02100002\nmnt_id:\t26\nino:\t500\ndrm-driver:\t${device.driver}\ndrm-client-id:\t${id}\ndrm-pdev:\t${device.id}\n`;
    return {
      link: device.node,
      charDevice: { major: 226, minor: device.minor },
      get fdinfo() {
        const nowNs = sim.nowNs();
        return head + device.lines(((nowNs - bornNs) * thousandth) / 1000n, kib, nowNs);
      },
    };
  }

  /** Something happens to an fd of a process with clients. */
  #move(): void {
    const holders = this.#mortals.filter(({ gpu }) => gpu);
    const from = this.sim.processes.get(holders[this.#any(holders.length)]?.pid ?? 0);
    const to = this.sim.processes.get(this.#mortals[this.#any(this.#mortals.length)]?.pid ?? 0);
    const taken = [...(from?.fds ?? [])];
    const [fd, file] = taken[this.#any(taken.length)] ?? [];
    if (from === undefined || to === undefined || fd === undefined || file === undefined) return;
    this.counts.moves++;
    const free = to.fds.size < MOST_FDS ? Math.max(-1, ...to.fds.keys()) + 1 : MOST_FDS - 1;
    const kind = this.#any(5);
    if (kind === 0) to.fds.set(free, file);
    else if (kind === 1) from.fds.set(fd, this.#client());
    else if (kind === 2) from.fds.set(fd, plainFile(`pipe:[${this.#rolls}]`));
    else if (kind === 3) from.comm = `now-${this.#any(20)}`;
    else from.fds.delete(fd);
  }
}
