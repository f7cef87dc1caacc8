/**
 * One client from sweep to sweep.
 *
 * The identity is (device, client id), and the kernel gives ids that only grow. Kernels before 6.5 could give an id
 * again, so a client is taken for a new one when nothing of the old one is left: see `continues`. A client that is not
 * in a sweep is not in its snapshot; what was known of it is kept for `ABSENCE_NS`, whatever the coverage says, because
 * a read may fail for a passing reason (EMFILE, a text cut short, a device that resumes). When it comes back, its next
 * ratio is the average over the whole time that it was away.
 */
import type { Fdinfo } from '../drm/fdinfo.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { engineStep, type EarlierReading } from './engine-use.js';
import type { ClientGroup } from './group-readings.js';
import { holdersOf } from './holders.js';
import { chooseOwner } from './owner.js';
import type { Client, EngineUse, Holder } from './snapshot.js';
import { sameProcess, type ClientState, type EngineState } from './state.js';

/** How long an absent client is remembered: 30 s. */
export const ABSENCE_NS = 30_000_000_000n;

/** What a client's step needs to know beyond its own readings. */
export interface ClientContext {
  readonly processes: ReadonlyMap<number, ProcessFacts>;
  /** The pid in debugfs `clients`, or null. */
  readonly kernelPid: number | null;
}

export type ClientWithoutCpu = Omit<Client, 'ownerCpuRatio'>;

/** A client's next step from what its id stood for before, if anything. */
export function clientStep(
  group: ClientGroup,
  before: ClientState | undefined,
  context: ClientContext,
): { readonly client: ClientWithoutCpu; readonly state: ClientState } {
  const { reading, fdinfo, driver, clientId } = group.readings[0];
  const holders = holdersOf(
    group.readings.map((each) => each.reading),
    context.processes,
  );
  const prior = before !== undefined && continues(before, driver, fdinfo, holders) ? before : null;
  const epoch = prior?.epoch ?? (before === undefined ? 0 : before.epoch + 1);
  const { owner, rule } = chooseOwner(holders, context.kernelPid, prior?.owner ?? null);
  const { uses, states } = stepEngines(prior, fdinfo, reading.atNs);
  const identity = {
    key: epoch === 0 ? group.identity : `${group.identity}#${epoch}`,
    device: group.device,
    clientId,
    driver,
    firstSeenNs: prior?.firstSeenNs ?? reading.atNs,
    reading,
    owner,
  };
  return {
    client: {
      ...identity,
      clientName: fdinfo.clientName,
      ownerRule: rule,
      holders,
      engines: uses,
      memory: fdinfo.memory,
      readingBefore: prior?.reading ?? null,
    },
    state: {
      ...identity,
      epoch,
      damaged: fdinfo.badLines.length > 0,
      engines: states,
      holders: holders.map((holder) => holder.process),
      absentSinceNs: null,
    },
  };
}

/**
 * Is this the client that had the id before? Not under another driver; not when its counters went down and either none
 * of its holders is left or it had been away; not when it had been away and none of its holders is left. A counter that
 * only went down is a GPU reset or a cheap approximation of the driver's, and stays the same client.
 */
function continues(before: ClientState, driver: string, fdinfo: Fdinfo, holders: readonly Holder[]): boolean {
  if (before.driver !== driver) return false;
  const isHandedOn = !before.holders.some((old) => holders.some((holder) => sameProcess(old, holder.process)));
  const wasAway = before.absentSinceNs !== null;
  return [isHandedOn, wasAway, wentDown(before, fdinfo)].filter(Boolean).length < 2;
}

function wentDown(before: ClientState, fdinfo: Fdinfo): boolean {
  for (const [name, { busyNs, cycles }] of fdinfo.engines) {
    const high = before.engines.get(name)?.high;
    if (high === undefined) continue;
    if (busyNs !== null && high.busyNs !== null && busyNs < high.busyNs) return true;
    if (cycles !== null && high.cycles !== null && cycles < high.cycles) return true;
  }
  return false;
}

function stepEngines(prior: ClientState | null, fdinfo: Fdinfo, atNs: bigint) {
  const uses = new Map<string, EngineUse>();
  const states = new Map<string, EngineState>();
  const earlier = prior && earlierReading(prior);
  for (const name of new Set([...(prior?.engines.keys() ?? []), ...fdinfo.engines.keys()])) {
    const { use, state } = engineStep(prior?.engines.get(name), fdinfo.engines.get(name), atNs, earlier);
    uses.set(name, use);
    states.set(name, state);
  }
  return { uses, states };
}

function earlierReading(prior: ClientState): EarlierReading {
  const clocks = new Set([...prior.engines.values()].map((engine) => engine.high.totalCycles));
  const [clock, another] = clocks;
  return { atNs: prior.reading.atNs, damaged: prior.damaged, totalCycles: another === undefined ? (clock ?? null) : null };
}
