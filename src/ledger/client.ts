/**
 * One client from sweep to sweep.
 *
 * The identity is (device, client id), and the kernel gives ids that only grow. Kernels before 6.5 could give an id
 * again, so a client is taken for a new one when nothing of the old one is left: see `continues`. A client that is not
 * in a sweep is not in its snapshot; what was known of it is kept for `ABSENCE_NS`, whatever the coverage says, because
 * a read may fail for a passing reason (EMFILE, a text cut short, a device that resumes). When it comes back, its next
 * ratio is the average over the whole time that it was away.
 */
import { otherMemoryOf } from '../drm/fdinfo/other-memory.js';
import { clientFacts } from '../drm/fdinfo/client-facts.js';
import type { Fdinfo } from '../drm/fdinfo/fdinfo.js';
import { timeBetween } from './big-numbers.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { cpuRatio } from './cpu.js';
import { none } from './busy.js';
import { engineStep, useOf, type EarlierReading } from './engine-use.js';
import type { ClientGroup } from './group-readings.js';
import { holdersOf } from './holders.js';
import { chooseOwner } from './owner.js';
import type { Client, EngineUse, Holder } from './snapshot.js';
import { sameProcess, type ClientState, type CpuState, type EngineState } from './state.js';

/** How long an absent client is remembered: 30 s. */
export const ABSENCE_NS = 30_000_000_000n;

/** What a client's step needs to know beyond its own readings. */
export interface ClientContext {
  readonly processes: ReadonlyMap<number, ProcessFacts>;
  /** Pids in debugfs `clients`, by identity. */
  readonly kernelPids: ReadonlyMap<string, number>;
  /** CPU times in the last sweep, by pid, and the ns since then. */
  readonly cpu: ReadonlyMap<number, CpuState>;
  readonly intervalNs: number | null;
  /** When the sweep began. */
  readonly atNs: bigint;
}

/** A client's next step from what its id stood for before, if anything. */
export function clientStep(
  group: ClientGroup,
  before: ClientState | undefined,
  context: ClientContext,
): { readonly client: Client; readonly state: ClientState } {
  const { reading, fdinfo, driver, clientId } = group.readings[0];
  const holders = holdersOf(group.readings, context.processes);
  const prior = before !== undefined && continues(before, driver, fdinfo, holders) ? before : null;
  const epoch = prior?.epoch ?? (before === undefined ? 0 : before.epoch + 1);
  const { owner, rule } = chooseOwner(holders, context.kernelPids.get(group.identity) ?? null, prior?.owner ?? null);
  const restNs = reading.atNs < context.atNs ? timeBetween(reading.atNs, context.atNs) : null;
  const isReadAgain = restNs === null || reading.atNs !== prior?.reading.atNs;
  const { uses, states } = isReadAgain ? stepEngines(prior, fdinfo, reading.atNs, driver) : restEngines(prior);
  const { device } = group;
  // The same string for ever: whoever looks it up finds it without comparing letters.
  const key = prior?.key ?? (epoch === 0 ? group.identity : `${group.identity}#${epoch}`);
  const firstSeenNs = prior?.firstSeenNs ?? reading.atNs;
  // Whole literals and no spread: this runs for every client in every tick.
  const client: Client = {
    key,
    device,
    clientId,
    driver,
    clientName: fdinfo.clientName,
    owner,
    ownerRule: rule,
    holders,
    engines: uses,
    memory: fdinfo.memory,
    otherMemory: otherMemoryOf(fdinfo),
    facts: clientFacts(fdinfo),
    firstSeenNs,
    reading,
    readingBefore: prior?.reading ?? null,
    restNs,
    ownerCpuRatio: cpuRatio(owner, context.cpu.get(owner.pid), context.intervalNs),
  };
  const state: ClientState = {
    key,
    epoch,
    device,
    clientId,
    driver,
    firstSeenNs,
    reading,
    // A text whose last line has no end may lack whole lines, too.
    damaged: fdinfo.badLines.length > 0 || !reading.text.endsWith('\n'),
    engines: states,
    holders: holders.map((holder) => holder.process),
    owner,
    absentSinceNs: null,
  };
  return { client, state };
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
  if (isHandedOn && wasAway) return false;
  return !((isHandedOn || wasAway) && wentDown(before, fdinfo));
}

function wentDown(before: ClientState, fdinfo: Fdinfo): boolean {
  for (const [name, { busyNs, cycles }] of fdinfo.engines) {
    const state = before.engines.get(name);
    if (state === undefined) continue;
    const { high, offset } = state;
    if (busyNs !== null && high.busyNs !== null && busyNs < high.busyNs + (offset?.busyNs ?? 0n)) return true;
    if (cycles !== null && high.cycles !== null && cycles < high.cycles + (offset?.cycles ?? 0n)) return true;
  }
  return false;
}

function stepEngines(prior: ClientState | null, fdinfo: Fdinfo, atNs: bigint, driver: string) {
  const uses = new Map<string, EngineUse>();
  const states = new Map<string, EngineState>();
  const earlier = prior && earlierReading(prior);
  const step = (name: string, state: EngineState | undefined): void => {
    const next = engineStep(state, fdinfo.engines.get(name), atNs, earlier, driver);
    uses.set(name, next.use);
    states.set(name, next.state);
  };
  for (const [name, state] of prior?.engines ?? []) step(name, state);
  for (const name of fdinfo.engines.keys()) if (!states.has(name)) step(name, undefined);
  return { uses, states };
}

/** Nothing was read: the counters and baselines of last time stand, and there is no rate. */
function restEngines({ engines }: ClientState) {
  const uses = new Map<string, EngineUse>();
  for (const [name, { high, baseline }] of engines) uses.set(name, useOf(none('at-rest'), high, baseline));
  return { uses, states: engines };
}

function earlierReading({ engines, reading, damaged }: ClientState): EarlierReading {
  let clock: bigint | null | undefined;
  for (const { high } of engines.values()) {
    if (clock === undefined) clock = high.totalCycles;
    else if (clock !== high.totalCycles) clock = null;
  }
  return { atNs: reading.atNs, damaged, totalCycles: clock ?? null };
}
