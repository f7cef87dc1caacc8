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
import { sameProcess, type ClientState, type CpuState, type EngineState, type NamedEngines } from './state.js';

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
  const { uses, engines } = isReadAgain ? stepEngines(prior, fdinfo, reading.atNs, driver) : restEngines(prior);
  const { device } = group;
  const { unknown } = fdinfo;
  const isAsBefore = prior !== null && prior.unknown === unknown;
  const otherMemory = isAsBefore ? prior.otherMemory : otherMemoryOf(fdinfo);
  const facts = isAsBefore ? prior.facts : clientFacts(fdinfo);
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
    otherMemory,
    facts,
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
    unknown,
    otherMemory,
    facts,
    // A text whose last line has no end may lack whole lines, too.
    damaged: fdinfo.badLines.length > 0 || !reading.text.endsWith('\n'),
    engines,
    holders,
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
  const isHandedOn = !isSomeLeft(before.holders, holders);
  const wasAway = before.absentSinceNs !== null;
  if (isHandedOn && wasAway) return false;
  return !((isHandedOn || wasAway) && wentDown(before, fdinfo));
}

function isSomeLeft(before: readonly Holder[], now: readonly Holder[]): boolean {
  const [old, only] = [before[0], now[0]];
  // Nearly always the first are the same.
  if (old !== undefined && only !== undefined && sameProcess(old.process, only.process)) return true;
  return before.some((each) => now.some((holder) => sameProcess(each.process, holder.process)));
}

function wentDown({ engines }: ClientState, fdinfo: Fdinfo): boolean {
  const { names, states } = engines;
  return states.some(({ high, offset }, i) => {
    const now = fdinfo.engines.get(names[i] ?? '');
    if (now === undefined) return false;
    const { busyNs, cycles } = now;
    if (busyNs !== null && high.busyNs !== null && busyNs < high.busyNs + (offset?.busyNs ?? 0n)) return true;
    return cycles !== null && high.cycles !== null && cycles < high.cycles + (offset?.cycles ?? 0n);
  });
}

const NO_ENGINES: NamedEngines = { names: [], states: [] };

function stepEngines(prior: ClientState | null, { engines: now }: Fdinfo, atNs: bigint, driver: string) {
  const uses = new Map<string, EngineUse>();
  const states: EngineState[] = [];
  const { names, states: before } = prior?.engines ?? NO_ENGINES;
  let seen = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    const counters = now.get(name);
    if (counters !== undefined) seen++;
    const next = engineStep(before[i], counters, atNs, null, driver);
    uses.set(name, next.use);
    states.push(next.state);
  }
  if (seen === now.size) return { uses, engines: { names, states } };
  const earlier = prior && earlierReading(prior);
  const all = [...names];
  for (const [name, counters] of now) {
    if (uses.has(name)) continue;
    const next = engineStep(undefined, counters, atNs, earlier, driver);
    all.push(name);
    uses.set(name, next.use);
    states.push(next.state);
  }
  return { uses, engines: { names: all, states } };
}

/** Nothing was read: the counters and baselines of last time stand, and there is no rate. */
function restEngines({ engines }: ClientState) {
  const uses = new Map<string, EngineUse>();
  engines.states.forEach(({ high, baseline }, i) => uses.set(engines.names[i] ?? '', useOf(none('at-rest'), high, baseline)));
  return { uses, engines };
}

function earlierReading({ engines, reading, damaged }: ClientState): EarlierReading {
  let clock: bigint | null | undefined;
  for (const { high } of engines.states) {
    if (clock === undefined) clock = high.totalCycles;
    else if (clock !== high.totalCycles) clock = null;
  }
  return { atNs: reading.atNs, damaged, totalCycles: clock ?? null };
}
