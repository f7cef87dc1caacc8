/** One row from the clients and fds of a group. */
import { groupActivity } from '../../ledger/activity.js';
import { busyTime } from '../../ledger/busy.js';
import type { Client, SilentFd } from '../../ledger/snapshot.js';
import type { ProcessFacts } from '../../scan/sweep.js';
import { groupName, isUnitGrouping } from '../../units/unit-grouping.js';
import type { Group } from './grouping.js';
import { isOfAnotherNamespace, noteOf } from './note.js';
import { BESIDE_CLIENT_NAME, type Grouping, type Row } from './row.js';
import { busiestOf, cgroupMemory, highest, sumCpu, sumEngines, sumGpuTime, sumMemory } from './row-sums.js';

/** Where a row stands: its device, and how that is called. */
export type Place = Pick<Row, 'device' | 'deviceLabel' | 'deviceNodes' | 'mainRegions'>;

export function makeRow(group: Group, grouping: Grouping, place: Place): Row {
  return new GroupRow(group, grouping, place);
}

/** The same row over other clients: with their ratios as they were read, say. */
export function withClients(row: Row, clients: readonly Client[]): Row {
  const { key, device, silentFds } = row;
  return new GroupRow({ key, device, clients, silentFds }, row.grouping, row);
}

/**
 * A row works out what it is asked for: in every frame all clients become rows, to be put in order, and a screenful of them is
 * read.
 */
const NOTHING: ReadonlyMap<string, number> = new Map();

class GroupRow implements Row {
  readonly key: string;
  readonly grouping: Grouping;
  readonly device: string | null;
  readonly clients: readonly Client[];
  readonly silentFds: readonly SilentFd[];
  readonly onlyClient: Client | null;
  readonly #place: Place;
  #processes: readonly ProcessFacts[] | null = null;
  #engines: ReadonlyMap<string, number | null> | null = null;
  #busiest: number | null = null;
  #memory: ReadonlyMap<string, number> | null = null;

  constructor({ key, clients, silentFds }: Group, grouping: Grouping, place: Place) {
    this.key = key;
    this.grouping = grouping;
    this.device = place.device;
    this.clients = clients;
    this.silentFds = silentFds;
    // Of a unit the kernel may count memory by cgroup.
    this.onlyClient = clients.length !== 1 || isByUnit(grouping) ? null : (clients[0] ?? null);
    this.#place = place;
  }

  get deviceLabel(): string {
    return this.#place.deviceLabel;
  }

  get deviceNodes(): readonly string[] {
    return this.#place.deviceNodes;
  }

  get mainRegions(): readonly string[] {
    return this.#place.mainRegions;
  }

  get driver(): string | null {
    return this.clients[0]?.driver ?? this.silentFds[0]?.driver ?? null;
  }

  get clientLabel(): string | null {
    return this.clients.length > 1 ? `${this.clients.length} clients` : (this.clients[0]?.clientId ?? null);
  }

  get pid(): number | null {
    // No pid of ours: nobody is to take the process of that number here for it.
    for (const client of this.clients) if (isOfAnotherNamespace(client)) return null;
    return this.#only?.pid ?? null;
  }

  get user(): string | null {
    return common(this.#distinct, userOf);
  }

  get unit(): string | null {
    return common(this.#distinct, (process) => process.unit?.text ?? null);
  }

  get groupName(): string | null {
    const parts = this.#distinct[0]?.unit?.parts;
    return parts === undefined || !isUnitGrouping(this.grouping) ? null : groupName(parts, this.grouping);
  }

  get comm(): string {
    return this.#only === undefined ? names(this.#distinct).join(', ') : nameOf(this.#only);
  }

  get command(): string {
    const { clientName, commandLine } = this;
    return clientName === null ? commandLine : clientName + BESIDE_CLIENT_NAME + commandLine;
  }

  /** It tells clients of one process apart, a virtual machine's programs above all (native context). */
  get clientName(): string | null {
    const name = this.clients.length === 1 ? this.clients[0]?.clientName : null;
    if (name == null || this.commandLine.toLowerCase().includes(name.toLowerCase())) return null;
    return name.slice(0, MOST_CLIENT_NAME);
  }

  get commandLine(): string {
    if (this.#only !== undefined) return this.#only.cmdline ?? nameOf(this.#only);
    return `${this.#distinct.length} processes: ${names(this.#distinct).join(', ')}`;
  }

  get note(): string {
    return noteOf(this);
  }

  get engines(): ReadonlyMap<string, number | null> {
    return (this.#engines ??= sumEngines(this.clients));
  }

  get busiest(): number | null {
    // The usual order asks this of all rows, of which most are one client: its own ratios are the sums.
    const only = this.clients.length === 1 ? this.clients[0] : undefined;
    return (this.#busiest ??= only === undefined ? busiestOf(this.clients) : highest(only.engines.list, busyTime));
  }

  get memory(): ReadonlyMap<string, number> {
    if (this.#memory !== null) return this.#memory;
    const sum = sumMemory(this.clients);
    for (const [region, bytes] of this.#counted) if (bytes > 0 || sum.has(region)) sum.set(region, bytes);
    return (this.#memory = sum);
  }

  get memoryCountedOnce(): boolean {
    return this.#counted.size > 0;
  }

  /** A cgroup is of one unit: there its figure stands in for the sum. */
  get #counted(): ReadonlyMap<string, number> {
    return isByUnit(this.grouping) ? cgroupMemory(this.clients) : NOTHING;
  }

  get gpuTimeNs(): bigint | null {
    return sumGpuTime(this.clients);
  }

  get cpuRatio(): number | null {
    return sumCpu(this.clients);
  }

  get idle(): boolean {
    // The usual order asks how busy it is too.
    const { busiest } = this;
    if (busiest !== null && busiest > 0) return false;
    return groupActivity(this.clients, this.silentFds) === 'idle';
  }

  get #distinct(): readonly ProcessFacts[] {
    return (this.#processes ??= distinctProcesses(this));
  }

  /** The process that the row is about; undefined for several. */
  get #only(): ProcessFacts | undefined {
    // As most rows are; asked of every row that is as busy as the next one.
    if (this.clients.length === 1 && this.silentFds.length === 0) return this.clients[0]?.owner;
    return this.#distinct.length === 1 ? this.#distinct[0] : undefined;
  }
}

function isByUnit(grouping: Grouping): boolean {
  return grouping !== 'client' && (grouping === 'unit' || isUnitGrouping(grouping));
}

const MOST_CLIENT_NAME = 64;

/** The user's name, else the number: what `ls -l` would print. Null when neither could be read. */
export function userOf(process: ProcessFacts): string | null {
  return process.user ?? process.uid?.toString() ?? null;
}

function nameOf(process: ProcessFacts): string {
  return process.comm ?? `(${process.pid})`;
}

function distinctProcesses({ clients, silentFds }: Group): ProcessFacts[] {
  const [only] = clients;
  if (only !== undefined && clients.length === 1 && silentFds.length === 0) return [only.owner];
  const byPid = new Map<number, ProcessFacts>();
  for (const { owner } of clients) byPid.set(owner.pid, owner);
  for (const { process } of silentFds) byPid.set(process.pid, process);
  return [...byPid.values()];
}

/** Distinct names, those of most processes first. */
function names(processes: readonly ProcessFacts[]): string[] {
  const counts = new Map<string, number>();
  for (const process of processes) counts.set(nameOf(process), (counts.get(nameOf(process)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

function common(processes: readonly ProcessFacts[], read: (process: ProcessFacts) => string | null): string | null {
  const [first] = processes;
  if (first === undefined) return null;
  const value = read(first);
  return processes.every((process) => read(process) === value) ? value : null;
}
