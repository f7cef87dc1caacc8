/**
 * Several machines in one snapshot: each folded by itself, then put side by side.
 *
 * Pids, client ids, PCI addresses and clocks are each machine's own, so nothing of two machines may ever meet in one fold. In
 * the snapshot a machine's name stands before its ids (`box:0000:03:00.0`), so that everything after the ledger may go on
 * taking ids for unique.
 */
import type { HostSweep, Sweep } from '../scan/sweep.js';
import type { Snapshot } from './snapshot.js';
import { EMPTY_STATE, type LedgerState } from './state.js';

type Fold = (state: LedgerState, sweep: Sweep) => { readonly state: LedgerState; readonly snapshot: Snapshot };

/** What is known of one machine. */
interface Memory {
  readonly state: LedgerState;
  /** The newest snapshot; null: none, or it holds no longer. */
  readonly snapshot: Snapshot | null;
  /** Reboots seen: a client id of another boot is another client. */
  readonly reboots: number;
}

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
    const shown = [...this.#memories].flatMap(([host, { snapshot, reboots }]) =>
      snapshot === null ? [] : { host, snapshot, boot: reboots === 0 ? '' : `${reboots} ` },
    );
    const { atNs, wallMs, cost, coverage, source } = sweep;
    return {
      ...{ atNs, wallMs, cost, coverage, source, intervalNs, host: sweep.host },
      clamped: shown.reduce((sum, { snapshot }) => sum + snapshot.clamped, 0),
      impossible: shown.flatMap(({ host, snapshot }) =>
        snapshot.impossible.map((each) => ({ ...each, host, device: `${host}:${each.device}` })),
      ),
      devices: shown.flatMap(({ host, snapshot }) =>
        snapshot.devices.map((each) => ({ ...each, host, id: `${host}:${each.id}` })),
      ),
      clients: shown.flatMap(({ host, snapshot, boot }) =>
        snapshot.clients.map((each) => ({ ...each, host, key: `${host}:${boot}${each.key}`, device: `${host}:${each.device}` })),
      ),
      silentFds: shown.flatMap(({ host, snapshot }) =>
        snapshot.silentFds.map((each) => ({ ...each, host, device: each.device && `${host}:${each.device}` })),
      ),
      hosts: hosts.map(({ host, trouble }) => {
        const coverage = this.#memories.get(host)?.snapshot?.coverage;
        return { host, trouble, ...(coverage !== undefined && { coverage }) };
      }),
    };
  }

  /** A machine that is only slow keeps what it showed; one in trouble shows nothing, but is remembered. */
  #step({ host, sweep, trouble, isSlow = trouble === null }: HostSweep): Memory {
    const memory = this.#memories.get(host) ?? { state: EMPTY_STATE, snapshot: null, reboots: 0 };
    if (sweep === null) return isSlow ? memory : { ...memory, snapshot: null };
    // A clock that went back is a new boot: nothing of before is the same.
    const isRebooted = memory.state.atNs !== null && sweep.atNs < memory.state.atNs;
    const next = this.#fold(isRebooted ? EMPTY_STATE : memory.state, sweep);
    return { ...next, reboots: memory.reboots + (isRebooted ? 1 : 0) };
  }
}
