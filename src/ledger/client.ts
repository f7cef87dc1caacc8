/**
 * One client from sweep to sweep.
 *
 * The identity is (device, client id), and the kernel gives ids that only grow. Kernels before 6.5 could give an id
 * again, so a client is taken for a new one when nothing of the old one is left: see `continues`. A client that is not
 * in a sweep is not in its snapshot; what was known of it is kept for `ABSENCE_NS`, whatever the coverage says, because
 * a read may fail for a passing reason (EMFILE, a text cut short, a device that resumes). When it comes back, its next
 * ratio is the average over the whole time that it was away.
 */
import type { Fdinfo } from '../drm/fdinfo/fdinfo.js';
import { furtherFacts } from '../drm/fdinfo/further-facts.js';
import { ByName } from '../measures/by-name.js';
import { timeBetween } from './big-numbers.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { cpuRatio, type CpuTime } from './cpu.js';
import { widthOf } from './credible.js';
import { engineStep, useOf, type EarlierReading } from './engine-use.js';
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
  /** Pids in debugfs `clients`, by identity. */
  readonly kernelPids: ReadonlyMap<string, number>;
  /** As they were in the sweep before, by pid, and the ns since then. */
  readonly processesBefore: ReadonlyMap<number, CpuTime>;
  readonly intervalNs: number | null;
  /** When the sweep began. */
  readonly atNs: bigint;
}

/** A client's next step from what its id stood for before, if anything. */
export function clientStep(group: ClientGroup, before: ClientState | undefined, context: ClientContext): ClientState {
  const { reading, fdinfo, driver, clientId } = group.readings[0];
  const holders = holdersOf(group.readings, context.processes, before?.client.holders);
  const prior = before !== undefined && continues(before, driver, fdinfo, holders) ? before : null;
  const last = prior?.client ?? null;
  const epoch = prior?.epoch ?? (before === undefined ? 0 : before.epoch + 1);
  const { owner, rule } = chooseOwner(holders, context.kernelPids.get(group.identity) ?? null, last?.owner ?? null);
  const restNs = reading.atNs < context.atNs ? timeBetween(reading.atNs, context.atNs) : null;
  const isReadAgain = restNs === null || reading.atNs !== last?.reading.atNs;
  const { uses, engines } =
    prior === null || isReadAgain ? stepEngines(prior, fdinfo.engines, reading.atNs, driver) : restEngines(prior);
  const further = furtherFacts(fdinfo, prior?.further ?? null);
  // Whole literals and no spread: this runs for every client in every tick.
  const client: Client = {
    // The same string for ever: whoever looks it up finds it without comparing letters.
    key: last?.key ?? (epoch === 0 ? group.identity : `${group.identity}#${epoch}`),
    device: group.device,
    clientId,
    driver,
    clientName: fdinfo.clientName,
    owner,
    ownerRule: rule,
    holders,
    engines: uses,
    memory: fdinfo.memory,
    otherMemory: further.otherMemory,
    facts: further.facts,
    firstSeenNs: last?.firstSeenNs ?? reading.atNs,
    reading,
    readingBefore: last?.reading ?? null,
    restNs,
    ownerCpuRatio: cpuRatio(owner, context.processesBefore.get(owner.pid), context.intervalNs),
  };
  // A text whose last line has no end may lack whole lines, too.
  const damaged = fdinfo.badLines.length > 0 || !reading.text.endsWith('\n');
  return { client, epoch, further, damaged, engines, absentSinceNs: null };
}

/**
 * Is this the client that had the id before? Not under another driver; not when its counters went down and either none
 * of its holders is left or it had been away; not when it had been away and none of its holders is left. A counter that
 * only went down is a GPU reset or a cheap approximation of the driver's, and stays the same client.
 */
function continues(before: ClientState, driver: string, fdinfo: Fdinfo, holders: readonly Holder[]): boolean {
  if (before.client.driver !== driver) return false;
  const isHandedOn = !isSomeLeft(before.client.holders, holders);
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
  return engines.list.some(({ use: { counters: high }, offset }, place) => {
    const now = fdinfo.engines.get(engines.names[place] ?? '');
    if (now === undefined) return false;
    const { busyNs, cycles } = now;
    if (busyNs !== null && high.busyNs !== null && busyNs < high.busyNs + (offset?.busyNs ?? 0n)) return true;
    return cycles !== null && high.cycles !== null && cycles < high.cycles + (offset?.cycles ?? 0n);
  });
}

interface Stepped {
  readonly uses: Client['engines'];
  readonly engines: ClientState['engines'];
}

/** Nearly always the engines of the reading before, in their order: then by places. */
function stepEngines(prior: ClientState | null, now: Fdinfo['engines'], atNs: bigint, driver: string): Stepped {
  const width = widthOf(driver);
  const names = prior === null ? now.names : namesOfBoth(prior.engines.names, now.names);
  const isSame = names === now.names;
  const earlier = prior === null || names === prior.engines.names ? null : earlierReading(prior);
  const before = prior?.engines.list ?? [];
  const states = names.map((name, i) => engineStep(before[i], isSame ? now.list[i] : now.get(name), atNs, earlier, width));
  return { uses: new ByName(names, states.map(useIn)), engines: new ByName(names, states) };
}

function useIn({ use }: EngineState): EngineUse {
  return use;
}

/** Names that were there, then those that came: one of the two lists, where it is the same. */
function namesOfBoth(before: readonly string[], now: readonly string[]): readonly string[] {
  if (before === now) return before;
  const known = new Set(before);
  const all = [...before, ...now.filter((name) => !known.has(name))];
  if (all.length === before.length) return before;
  return all.every((name, place) => name === now[place]) ? now : all;
}

/** Nothing was read: the counters and baselines of last time stand, and there is no rate. */
function restEngines({ engines }: ClientState): Stepped {
  const uses = engines.list.map(({ use, baseline }) => useOf('at-rest', null, use.counters, baseline));
  return { uses: new ByName(engines.names, uses), engines };
}

function earlierReading({ engines, client, damaged }: ClientState): EarlierReading {
  let clock: bigint | null | undefined;
  for (const { use } of engines.list) {
    const { totalCycles } = use.counters;
    if (clock === undefined) clock = totalCycles;
    else if (clock !== totalCycles) clock = null;
  }
  return { atNs: client.reading.atNs, damaged, totalCycles: clock ?? null };
}
