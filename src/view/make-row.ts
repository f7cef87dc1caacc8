/** One row from the clients and fds of a group. Sums are over what is known; where nothing is known the result is null. */
import { bytesInUse } from '../drm/bytes-in-use.js';
import type { Client } from '../ledger/snapshot.js';
import type { ProcessFacts } from '../scan/sweep.js';
import type { Group } from './grouping.js';
import { noteOf } from './note.js';
import type { Grouping, Row } from './row.js';

export function makeRow(group: Group, grouping: Grouping, place: Pick<Row, 'device' | 'deviceLabel' | 'deviceNodes'>): Row {
  const { clients, silentFds } = group;
  const processes = distinctProcesses(group);
  const only = processes.length === 1 ? processes[0] : undefined;
  return {
    key: group.key,
    grouping,
    ...place,
    driver: clients[0]?.driver ?? silentFds[0]?.driver ?? null,
    clients,
    silentFds,
    clientLabel: labelOf(clients),
    pid: only?.pid ?? null,
    user: common(processes, userOf),
    unit: common(processes, (process) => process.unit),
    comm: only === undefined ? names(processes).join(', ') : nameOf(only),
    command:
      only === undefined ? `${processes.length} processes: ${names(processes).join(', ')}` : (only.cmdline ?? nameOf(only)),
    note: noteOf(group),
    engines: sumEngines(clients),
    memory: sumMemory(clients),
    gpuTimeNs: sumGpuTime(clients),
    cpuRatio: sumCpu(clients),
    idle: silentFds.length === 0 && clients.every(isIdle),
  };
}

/** The user's name, else the number: what `ls -l` would print. Null when neither could be read. */
export function userOf(process: ProcessFacts): string | null {
  return process.user ?? process.uid?.toString() ?? null;
}

function nameOf(process: ProcessFacts): string {
  return process.comm ?? `(${process.pid})`;
}

function isIdle(client: Client): boolean {
  return [...client.engines.values()].every((use) => use.ratio === 0);
}

function labelOf(clients: readonly Client[]): string | null {
  return clients.length > 1 ? `${clients.length} clients` : (clients[0]?.clientId ?? null);
}

function distinctProcesses({ clients, silentFds }: Group): ProcessFacts[] {
  const all = [...clients.map((client) => client.owner), ...silentFds.map((silent) => silent.process)];
  return [...new Map(all.map((process) => [process.pid, process])).values()];
}

/** Distinct names, those of most processes first. */
function names(processes: readonly ProcessFacts[]): string[] {
  const counts = new Map<string, number>();
  for (const process of processes) counts.set(nameOf(process), (counts.get(nameOf(process)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

function common(processes: readonly ProcessFacts[], read: (process: ProcessFacts) => string | null): string | null {
  const [first = null, ...others] = new Set(processes.map(read));
  return others.length === 0 ? first : null;
}

function sumEngines(clients: readonly Client[]): Map<string, number | null> {
  const sums = new Map<string, number | null>();
  for (const client of clients) {
    for (const [name, { ratio }] of client.engines) {
      const sum = sums.get(name) ?? null;
      sums.set(name, ratio === null ? sum : (sum ?? 0) + ratio);
    }
  }
  return sums;
}

function sumMemory(clients: readonly Client[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const client of clients) {
    for (const [name, region] of client.memory) {
      const used = bytesInUse(region);
      if (used !== null) sums.set(name, (sums.get(name) ?? 0) + used);
    }
  }
  return sums;
}

function sumGpuTime(clients: readonly Client[]): bigint | null {
  let sum: bigint | null = null;
  for (const client of clients) {
    for (const { counters } of client.engines.values()) {
      if (counters.busyNs !== null) sum = (sum ?? 0n) + counters.busyNs;
    }
  }
  return sum;
}

/** Each process once, however many clients it owns. */
function sumCpu(clients: readonly Client[]): number | null {
  const byPid = new Map(clients.map((client) => [client.owner.pid, client.ownerCpuRatio]));
  const known = [...byPid.values()].filter((ratio) => ratio !== null);
  return known.length === 0 ? null : known.reduce((sum, ratio) => sum + ratio, 0);
}
