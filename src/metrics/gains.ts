/**
 * How much each client's counters moved since the snapshot before.
 *
 * Only what was used while gpu-top was looking is counted. A client that was there at the start counts from where it
 * stood: otherwise each restart of the exporter would look to Prometheus like the whole past happening again at once. A client that
 * opens later counts its busy time from 0, but at most what its engines can have done since it could last have been missed:
 * a client that merely became visible, because rights were given, brings its whole past too.
 */
import { timeBetween } from '../ledger/big-numbers.js';
import type { Client, EngineUse, Snapshot } from '../ledger/snapshot.js';
import type { EngineTotal, Gain } from './totals.js';

/** A client's counters in the last snapshot that had it. */
export interface CounterState {
  readonly seenNs: bigint;
  readonly engines: ReadonlyMap<string, EngineTotal>;
}

/** Counters by client key. */
export type Counters = ReadonlyMap<string, CounterState>;

/** As long as the ledger remembers a client that is out of sight: it comes back under the same key. */
const REMEMBER_NS = 60_000_000_000n;

/** The gains of each client of a snapshot, and the counters to give as `before` next time; null for the first snapshot. */
export function gainsOf(
  before: Counters | null,
  snapshot: Snapshot,
): { readonly gains: ReadonlyMap<Client, readonly Gain[]>; readonly counters: Counters } {
  const counters = new Map([...(before ?? [])].filter(([, { seenNs }]) => snapshot.atNs - seenNs <= REMEMBER_NS));
  const gains = new Map<Client, readonly Gain[]>();
  for (const client of snapshot.clients) {
    const known = before?.get(client.key);
    const found: Gain[] = [];
    const engines = new Map(known?.engines);
    for (const [engine, use] of client.engines) {
      const from = known?.engines.get(engine) ?? (before === null ? use.counters : startOf(use, snapshot));
      engines.set(engine, use.counters);
      found.push({
        device: client.device,
        engine,
        busyNs: busyGain(use, from, use.atNs ?? client.reading.atNs, before === null),
        cycles: step(from.cycles, use.counters.cycles),
      });
    }
    gains.set(client, found);
    counters.set(client.key, { seenNs: snapshot.atNs, engines });
  }
  return { gains, counters };
}

/** A counter that went back (the GPU was reset) starts a new count. */
function step(from: bigint | null, to: bigint | null): bigint | null {
  if (to === null) return null;
  return from === null || to < from ? 0n : to - from;
}

/** Where a client or engine that was not there in the snapshot before counts from. Cycles have no known rate to bound them by. */
export function startOf({ before, counters }: EngineUse, { intervalNs, cost }: Snapshot): EngineTotal {
  if (before !== null) return before.counters;
  const { busyNs, cycles, capacity } = counters;
  const mostNs = BigInt(Math.ceil(((intervalNs ?? 0) + Math.max(cost.worstDelayNs ?? 0, cost.holderDelayNs ?? 0)) * capacity));
  return { busyNs: busyNs === null || busyNs <= mostNs ? 0n : busyNs - mostNs, cycles };
}

/**
 * Busy time: the kernel's ns where it counts them, else the measured ratio times the time it was measured over. A share of full
 * speed is no share of time and gives none.
 */
function busyGain(use: EngineUse, from: EngineTotal, atNs: bigint, isFirst: boolean): bigint | null {
  if (use.counters.busyNs !== null) return step(from.busyNs, use.counters.busyNs);
  const ns = ratedGain(use, atNs);
  // A first ratio is of the time before anybody looked.
  return ns === null ? null : isFirst ? 0n : BigInt(ns);
}

/** The part of it for engines whose ns the kernel does not count. */
export function ratedGain({ counters, ratio, basis, before }: EngineUse, atNs: bigint): number | null {
  if (basis !== 'cycles' && basis !== 'kernel-percent')
    return counters.totalCycles === null && counters.kernelRatio === null ? null : 0;
  return ratio === null || before === null ? 0 : Math.round(ratio * counters.capacity * timeBetween(before.atNs, atNs));
}
