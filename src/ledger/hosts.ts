/**
 * Several machines in one snapshot: each folded by itself, then put side by side.
 *
 * Pids, client ids, PCI addresses and clocks are each machine's own, so nothing of two machines may ever meet in one fold. In
 * the snapshot a machine's name stands before its ids (`box:0000:03:00.0`), so that everything after the ledger may go on
 * taking ids for unique.
 */
import type { HostSweep, Sweep } from '../scan/sweep.js';
import type { Client, Snapshot } from './snapshot.js';
import { EMPTY_STATE, type LedgerState } from './state.js';

type Fold = (state: LedgerState, sweep: Sweep) => { readonly state: LedgerState; readonly snapshot: Snapshot };

/** What is known of one machine. */
interface Memory {
  readonly state: LedgerState;
  /** The newest snapshot; null: none, or it holds no longer. */
  readonly snapshot: Snapshot | null;
  /** Of that snapshot what stands among other machines', under its ids there. */
  readonly placed: Placed | null;
  readonly names: Names;
  /** Reboots seen: a client id of another boot is another client. */
  readonly reboots: number;
}

type Placed = Pick<Snapshot, 'impossible' | 'devices' | 'clients' | 'silentFds'>;

export class HostsLedger {
  readonly #fold: Fold;
  #memories = new Map<string, Memory>();
  #atNs: bigint | null = null;

  /** @param fold how one machine is folded */
  constructor(fold: Fold) {
    this.#fold = fold;
  }

  /** `hosts` are those of the sweep. */
  fold(sweep: Sweep, hosts: readonly HostSweep[]): Snapshot {
    this.#memories = new Map(hosts.map((each) => [each.host, this.#step(each)]));
    const intervalNs = this.#atNs === null || sweep.atNs <= this.#atNs ? null : Number(sweep.atNs - this.#atNs);
    this.#atNs = sweep.atNs;
    const shown: Snapshot[] = [];
    const placed: Placed[] = [];
    for (const memory of this.#memories.values()) {
      if (memory.snapshot === null || memory.placed === null) continue;
      shown.push(memory.snapshot);
      placed.push(memory.placed);
    }
    const { atNs, wallMs, cost, coverage, source } = sweep;
    return {
      ...{ atNs, wallMs, cost, coverage, source, intervalNs, host: sweep.host },
      clamped: shown.reduce((sum, { clamped }) => sum + clamped, 0),
      impossible: placed.flatMap((each) => each.impossible),
      devices: placed.flatMap((each) => each.devices),
      clients: placed.flatMap((each) => each.clients),
      silentFds: placed.flatMap((each) => each.silentFds),
      hosts: hosts.map(({ host, trouble }) => {
        const coverage = this.#memories.get(host)?.snapshot?.coverage;
        return { host, trouble, ...(coverage !== undefined && { coverage }) };
      }),
    };
  }

  /** A machine that is only slow keeps what it showed; one in trouble shows nothing, but is remembered. */
  #step({ host, sweep, trouble, isSlow = trouble === null }: HostSweep): Memory {
    const memory = this.#memories.get(host) ?? newMemory();
    if (sweep === null) return isSlow ? memory : { ...memory, snapshot: null };
    // A clock that went back is a new boot: nothing of before is the same.
    const isRebooted = memory.state.atNs !== null && sweep.atNs < memory.state.atNs;
    const next = this.#fold(isRebooted ? EMPTY_STATE : memory.state, sweep);
    const reboots = memory.reboots + (isRebooted ? 1 : 0);
    const names = isRebooted ? new Names() : memory.names;
    return { ...next, reboots, names, placed: place(next.snapshot, host, reboots === 0 ? '' : `${reboots} `, names) };
  }
}

function newMemory(): Memory {
  return { state: EMPTY_STATE, snapshot: null, placed: null, names: new Names(), reboots: 0 };
}

/** Names of one machine as they stand among others', each put together once: a new text is hashed anew wherever it is looked up. */
class Names {
  readonly #known = new Map<string, string>();

  /** @param prefix the same for all names */
  of(name: string, prefix: string): string {
    const before = this.#known.get(name);
    if (before !== undefined) return before;
    if (this.#known.size >= MOST_NAMES) this.#known.clear();
    const named = prefix + name;
    this.#known.set(name, named);
    return named;
  }
}

/** Clients come and go; nobody has so many at once that this would be felt. */
const MOST_NAMES = 10_000;

function place(snapshot: Snapshot, host: string, boot: string, names: Names): Placed {
  const prefix = `${host}:`;
  const clientPrefix = prefix + boot;
  return {
    impossible: snapshot.impossible.map((each) => ({ ...each, host, device: prefix + each.device })),
    devices: snapshot.devices.map((each) => ({ ...each, host, id: prefix + each.id })),
    clients: snapshot.clients.map((each) => placedClient(each, host, names.of(each.key, clientPrefix), prefix + each.device)),
    silentFds: snapshot.silentFds.map((each) => ({ ...each, host, device: each.device && prefix + each.device })),
  };
}

/** A whole literal: with two hundred clients a spread took longer than the fold. */
function placedClient(client: Client, host: string, key: string, device: string): Client {
  const placed = {
    host,
    key,
    device,
    clientId: client.clientId,
    driver: client.driver,
    clientName: client.clientName,
    owner: client.owner,
    ownerRule: client.ownerRule,
    holders: client.holders,
    engines: client.engines,
    memory: client.memory,
    otherMemory: client.otherMemory,
    facts: client.facts,
    firstSeenNs: client.firstSeenNs,
    reading: client.reading,
    readingBefore: client.readingBefore,
    restNs: client.restNs,
    ownerCpuRatio: client.ownerCpuRatio,
  } satisfies Complete<Omit<Client, 'occupant'>>;
  return client.occupant === undefined ? placed : { ...placed, occupant: client.occupant };
}

/** Every field of `T` named, those that may be absent too: none is forgotten when one is added. */
type Complete<T> = { [K in keyof Required<T>]: T[K] };
