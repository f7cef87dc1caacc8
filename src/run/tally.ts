/**
 * Snapshots into what a command used: busy time per engine and device, and the most memory it held at once per region.
 *
 * No clock and no file. The first snapshot, taken before the command starts, tells which clients are older than it: those count
 * from where they stood. A client that comes later counts from 0, because its counters are absolute since it was opened; so all
 * that a client did until its last reading is in, however few readings there were. What it did after that is not: at most one
 * interval at its end, and all of a client that opened and closed between two sweeps.
 *
 * Clients of others are followed too, since a client may be handed to the command later; it then counts from its last
 * reading before. About 300 bytes are kept for each client ever met.
 */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { Client, Device, EngineUse, Snapshot } from '../ledger/snapshot.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { type EngineCount, EngineTally, type EngineUsage } from './engine-tally.js';

/** Whether a process is the command or one of its descendants. */
export type Belongs = (process: ProcessFacts) => boolean;

export interface DeviceUsage {
  readonly device: Pick<Device, 'id' | 'driver' | 'nodes' | 'name'>;
  /** The command's clients on it. */
  readonly clients: number;
  readonly engines: ReadonlyMap<string, EngineUsage>;
  /** Most bytes in use at once, by region. A buffer shared by two of the clients counts twice. */
  readonly peakBytes: ReadonlyMap<string, number>;
}

export interface Usage {
  /** Snapshots after the first. */
  readonly samples: number;
  /** Longest time between two reads of one client: so much of its end may be missing, whatever interval was asked for. */
  readonly longestGapNs: number;
  readonly clients: number;
  /** Processes of the command that held a client. */
  readonly processes: number;
  /** Its DRM fds whose drivers print no statistics. */
  readonly fdsWithoutStats: number;
  /** Those on which it had a client, in the order of their first client. */
  readonly devices: readonly DeviceUsage[];
}

interface Known {
  readonly engines: Map<string, EngineCount>;
  counted: boolean;
}

interface DeviceTally {
  facts: DeviceUsage['device'];
  clients: number;
  readonly engines: Map<string, EngineTally>;
  readonly peakBytes: Map<string, number>;
}

export class UsageTally {
  readonly #startNs: bigint;
  #samples = 0;
  #newestNs: bigint;
  #longestGapNs = 0;
  #clients = 0;
  readonly #known = new Map<string, Known>();
  readonly #devices = new Map<string, DeviceTally>();
  readonly #processes = new Set<string>();
  readonly #silentFds = new Set<string>();

  /** @param first the snapshot before the command starts. */
  constructor(first: Snapshot) {
    this.#startNs = first.atNs;
    this.#newestNs = first.atNs;
    for (const client of first.clients) this.#known.set(client.key, { engines: countsOf(client), counted: false });
  }

  /** Takes the next snapshot of the same ledger. */
  add(snapshot: Snapshot, belongs: Belongs): void {
    this.#samples++;
    // From the start of one sweep to the end of the next, wherever in them the client was read.
    this.#longestGapNs = Math.max(this.#longestGapNs, Number(snapshot.atNs - this.#newestNs) + snapshot.cost.durationNs);
    this.#newestNs = snapshot.atNs;
    const inUse = new Map<DeviceTally, Map<string, number>>();
    for (const client of snapshot.clients) {
      const holders = client.holders.filter(({ process }) => belongs(process));
      const known = this.#known.get(client.key);
      if (holders.length > 0) {
        for (const { process } of holders) this.#processes.add(identity(process));
        const tally = this.#deviceOf(client, snapshot);
        this.#count(client, known, tally);
        addMemory(inUse, tally, client);
      }
      const counted = holders.length > 0 || known?.counted === true;
      this.#known.set(client.key, { engines: countsOf(client, known), counted });
    }
    for (const [{ peakBytes }, regions] of inUse)
      for (const [region, bytes] of regions) peakBytes.set(region, Math.max(bytes, peakBytes.get(region) ?? 0));
    for (const { process, fd } of snapshot.silentFds) if (belongs(process)) this.#silentFds.add(`${identity(process)} ${fd}`);
  }

  get usage(): Usage {
    return {
      samples: this.#samples,
      longestGapNs: this.#longestGapNs,
      clients: this.#clients,
      processes: this.#processes.size,
      fdsWithoutStats: this.#silentFds.size,
      devices: Array.from(this.#devices.values(), ({ facts, clients, engines, peakBytes }) => ({
        device: facts,
        clients,
        engines: new Map(Array.from(engines, ([name, tally]) => [name, tally.usage])),
        peakBytes,
      })),
    };
  }

  #deviceOf({ device: id, driver }: Client, { devices }: Snapshot): DeviceTally {
    let tally = this.#devices.get(id);
    if (tally === undefined) {
      tally = { facts: { id, driver, nodes: [], name: null }, clients: 0, engines: new Map(), peakBytes: new Map() };
      this.#devices.set(id, tally);
    }
    const device = devices.find((each) => each.id === id);
    if (device !== undefined) tally.facts = { id, driver, nodes: device.nodes, name: device.name };
    return tally;
  }

  #count(client: Client, known: Known | undefined, tally: DeviceTally): void {
    if (known?.counted !== true) {
      this.#clients++;
      tally.clients++;
    }
    for (const [name, use] of client.engines) {
      const engine = tally.engines.get(name) ?? new EngineTally();
      tally.engines.set(name, engine);
      const from = known === undefined ? this.#birth(use, client) : (known.engines.get(name) ?? use.before?.counters);
      if (from === undefined) engine.see(use);
      else engine.add(use, from, use.atNs ?? client.reading.atNs);
    }
  }

  /**
   * Where a client counts from that was not there before: 0. Undefined, if it has done more than can be done since the start; such
   * a client is older and was only not seen.
   */
  #birth({ counters }: EngineUse, { reading }: Client): EngineCount | undefined {
    const { busyNs, cycles, capacity } = counters;
    const mostNs = capacity * (1.25 * Number(reading.atNs - this.#startNs) + 50e6);
    if (busyNs !== null && Number(busyNs) > mostNs) return undefined;
    return { busyNs: busyNs && 0n, cycles: cycles && 0n };
  }
}

function identity({ pid, startTimeTicks }: ProcessFacts): string {
  return `${pid} ${startTimeTicks}`;
}

function countsOf(client: Client, before?: Known): Map<string, EngineCount> {
  const counts = new Map(before?.engines);
  for (const [name, { counters }] of client.engines) counts.set(name, { busyNs: counters.busyNs, cycles: counters.cycles });
  return counts;
}

function addMemory(inUse: Map<DeviceTally, Map<string, number>>, tally: DeviceTally, { memory }: Client): void {
  const regions = inUse.get(tally) ?? new Map<string, number>();
  inUse.set(tally, regions);
  for (const [name, region] of memory) {
    const bytes = bytesInUse(region);
    if (bytes !== null) regions.set(name, (regions.get(name) ?? 0) + bytes);
  }
}
