/**
 * Everything that a machine's tree shows at a moment, as a pure function of the moment: so the tree may be advanced in any
 * steps, and two simulators with one clock show the same.
 */
import { drmText } from '../procfs-tree/fdinfo-text.js';
import { deviceFolder, nodeFolder, openFilesPath } from '../procfs-tree/device-tree.js';
import { kfdNodeFiles, kfdProcessFiles } from '../procfs-tree/kfd-files.js';
import { nodeFd } from '../procfs-tree/tree-fd.js';
import type { TreeFd, TreeProcess } from '../procfs-tree/tree-writer.js';
import { deviceMoment } from './device-moment.js';
import { figuresAt } from './figures.js';
import { livingAt, type Living } from './life.js';
import { deviceIdOf, ownerOf, PID_STEP, type Machine, type SimulatedProcess } from './machine.js';

export interface MachineState {
  /** By pid. */
  readonly processes: ReadonlyMap<number, TreeProcess>;
  /** Text by path below the root: what moves in sysfs, and proc/uptime. */
  readonly files: ReadonlyMap<string, string>;
}

/** Clock ticks in a second: USER_HZ, 100 on every Linux. */
const TICKS = 100;

/** The pid of a process in the given round of its life. */
export function pidIn(process: SimulatedProcess, { round }: Living): number {
  return process.pid + round * PID_STEP;
}

export function stateAt(machine: Machine, seconds: number): MachineState {
  return { processes: processesAt(machine, seconds), files: filesAt(machine, seconds) };
}

function processesAt(machine: Machine, seconds: number): Map<number, TreeProcess> {
  const clientFds = clientFdsAt(machine, seconds);
  const processes = new Map<number, TreeProcess>();
  for (const process of machine.processes) {
    const { life, cpu, fds = {}, ...identity } = process;
    const living = livingAt(life, seconds);
    if (living === null) continue;
    const pid = pidIn(process, living);
    const own = clientFds.get(process.pid);
    const cpuSeconds = cpu === undefined ? 0 : cpu.integral(seconds) - cpu.integral(living.bornSeconds);
    processes.set(pid, {
      ...identity,
      pid,
      startTimeTicks: Math.floor(living.bornSeconds * TICKS),
      cpuTicks: Math.floor(cpuSeconds * TICKS),
      fds: own === undefined ? fds : { ...fds, ...own },
    });
  }
  return processes;
}

/** The fds on clients that live, by the pid that the machine's description has for their holder. */
function clientFdsAt(machine: Machine, seconds: number): Map<number, Record<number, TreeFd>> {
  const fds = new Map<number, Record<number, TreeFd>>();
  for (const client of machine.clients) {
    const living = livingAt(ownerOf(machine, client).life, seconds);
    if (living === null) continue;
    const minor = Number(/\d+$/.exec(client.node)?.[0]);
    const text = drmText(client.device.format, figuresAt(client, living, seconds));
    const entry = nodeFd(client.node, text, { mountId: 25, inode: 600 + minor });
    for (const holder of client.holders) {
      const own = fds.get(holder.pid) ?? {};
      for (const fd of holder.fds) own[fd] = entry;
      fds.set(holder.pid, own);
    }
  }
  for (const { minor, uses } of machine.nvidia ?? []) {
    // Its modules print nothing of their own.
    const [gpu, control] = [`nvidia${minor}`, 'nvidiactl'].map((name) => nodeFd(`/dev/${name}`));
    for (const {
      pid,
      fds: [first = 3, ...others],
    } of uses) {
      const own = fds.get(pid) ?? {};
      if (control !== undefined) own[first] = control;
      for (const fd of others) if (gpu !== undefined) own[fd] = gpu;
      fds.set(pid, own);
    }
  }
  return fds;
}

function filesAt(machine: Machine, seconds: number): Map<string, string> {
  const files = new Map([['proc/uptime', `${seconds.toFixed(2)} ${(seconds * 6).toFixed(2)}\n`]]);
  const dmem = { capacity: '', current: '' };
  for (const device of machine.devices) {
    const moving = device.sensors?.(deviceMoment(machine, device, seconds)) ?? {};
    const node = device.tree.nodes[0];
    const folders = [
      [deviceFolder(device.tree), moving.device],
      [node === undefined ? '' : nodeFolder(device.tree, typeof node === 'string' ? node : node.name), moving.node],
    ] as const;
    for (const [folder, texts] of folders) {
      for (const [name, text] of Object.entries(texts ?? {})) files.set(`${folder}/${name}`, text);
    }
    for (const [region, { capacityBytes, usedBytes }] of Object.entries(moving.dmem ?? {})) {
      const name = `drm/${deviceIdOf(device)}/${region}`;
      dmem.capacity += `${name} ${capacityBytes}\n`;
      dmem.current += `${name} ${usedBytes}\n`;
    }
  }
  for (const [path, text] of kfdFilesAt(machine, seconds)) files.set(path, text);
  for (const [driver, count] of openFilesAt(machine, seconds)) files.set(openFilesPath(driver), `${count}\n`);
  // Both are of the root cgroup, one line a region.
  if (dmem.capacity !== '') for (const [name, text] of Object.entries(dmem)) files.set(`sys/fs/cgroup/dmem.${name}`, text);
  return files;
}

/** How many open files the kernel counts of each driver: a client is one. */
function openFilesAt(machine: Machine, seconds: number): Map<string, number> {
  const counts = new Map<string, number>(
    machine.devices.flatMap(({ tree }) => (tree.driver === null ? [] : [[tree.driver, 0] as const])),
  );
  for (const client of machine.clients) {
    const { driver } = client.device.tree;
    if (driver !== null && livingAt(ownerOf(machine, client).life, seconds) !== null)
      counts.set(driver, (counts.get(driver) ?? 0) + 1);
  }
  return counts;
}

/** KFD's topology, and its processes that live. */
function kfdFilesAt({ devices, kfd = [], processes }: Machine, seconds: number): [string, string][] {
  const gpus = devices.flatMap((device) => device.kfd ?? []);
  const nodes = gpus.flatMap(({ gpuId, properties }, index) => Object.entries(kfdNodeFiles(index + 1, gpuId, properties)));
  const uses = kfd.flatMap(({ pid, device, sdma, vramBytes, queues }) => {
    const process = processes.find((each) => each.pid === pid);
    const living = process === undefined ? null : livingAt(process.life, seconds);
    if (process === undefined || living === null || device.kfd === undefined) return [];
    const use = {
      gpu: device.kfd.gpuId,
      vram: Math.floor(vramBytes.at(seconds) / 4096) * 4096,
      sdma: Math.floor((sdma.integral(seconds) - sdma.integral(living.bornSeconds)) * 1e6),
      queues,
    };
    return Object.entries(kfdProcessFiles(pidIn(process, living), use));
  });
  return [...nodes, ...uses];
}
