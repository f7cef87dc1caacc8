/**
 * A source of several machines at once, each looked at from afar.
 *
 * A tick asks all of them together and gives what has come. Nobody waits for a machine that was late the last time; what comes
 * late is in the next tick. One that fails is shown as such, with the last words of whatever failed, and tried again after
 * a pause that doubles from one second to thirty, while the others go on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostSweep, ScanCost, ScanCoverage, Sweep } from '../scan/sweep.js';
import { UsageError } from '../errors/usage-error.js';
import type { Source } from '../sources/source.js';
import { RemoteHost, type HostSpec } from './host.js';
import type { RemoteOptions } from './machine.js';

export type { HostSpec } from './host.js';
export { REMOTE_STRATEGIES, type RemoteOptions, type RemoteStrategy } from './machine.js';

/** So long a tick waits for machines that were in time before; the first, in which all is new, longer. */
const PATIENCE_MS = 2000;
const FIRST_PATIENCE_MS = 15_000;

/** When one machine is there, the others have so long to be there as well at the first tick. */
const GRACE_MS = 3000;

/** Words of ssh for what a person could answer; of sudo, doas and su, behind `--via`, too. */
const WANTS_A_PERSON =
  /permission denied|host key verification failed|a (?:password|terminal|tty) is required|must be run from a terminal/i;

export interface FleetOptions extends RemoteOptions {
  /** A person is at the terminal, who can be asked for a password before the first tick. */
  readonly isAttended: boolean;
}

/**
 * Connects to all machines, and is content with some: what is not there yet is shown as connecting.
 *
 * @throws UsageError (exit code 1) when none of them can be looked at
 */
export async function openFleet(specs: readonly HostSpec[], options: FleetOptions): Promise<Source> {
  const hosts = specs.map((spec) => new RemoteHost(spec, options));
  // The names that the user chose come before those that the machines have.
  nameAll(hosts);
  await connect(hosts);
  // One after the other: two questions at once on one terminal nobody can answer.
  const asking = hosts.filter(({ failure }) => options.isAttended && failure !== null && WANTS_A_PERSON.test(failure));
  for (const host of asking) await host.connect(true);
  if (hosts.every(({ failure }) => failure !== null)) {
    for (const host of hosts) host.close();
    throw new UsageError(hosts.map(({ name, failure }) => `${name}: ${failure}`).join('; '), { exitCode: 1 });
  }
  nameAll(hosts);
  return new Fleet(hosts);
}

/**
 * Names those that have none yet and were reached, in the order in which they were given, not in which they answered: of two that
 * call themselves `box` the first is `box` and the second `box#2` in every run.
 */
function nameAll(hosts: readonly RemoteHost[]): void {
  const taken = new Set(hosts.flatMap((host) => (host.isNamed ? [host.name] : [])));
  for (const host of hosts) {
    const short = host.wish?.slice(0, 64) ?? null;
    if (short === null) continue;
    let name = short;
    for (let number = 2; taken.has(name); number++) name = `${short}#${number}`;
    taken.add(name);
    host.call(name);
  }
}

/** Until all are there or have failed; or, since one that never answers is no reason to show nothing, some time after the first is. */
async function connect(hosts: readonly RemoteHost[]): Promise<void> {
  const tries = hosts.map((host) => host.connect(false));
  const all = Promise.all(tries);
  const first = Promise.any(tries.map(async (attempt) => (await attempt) || all));
  const enough = new AbortController();
  const grace = first.then(() => sleep(GRACE_MS, undefined, { signal: enough.signal }).catch(() => undefined));
  await Promise.race([all, grace]);
  enough.abort();
}

class Fleet implements Source {
  readonly present = true;
  readonly #hosts: readonly RemoteHost[];
  #patienceMs = FIRST_PATIENCE_MS;
  #closed = false;

  constructor(hosts: readonly RemoteHost[]) {
    this.#hosts = hosts;
  }

  async next(): Promise<Sweep | null> {
    if (this.#closed) return null;
    const [atNs, wallMs, startMs] = [process.hrtime.bigint(), Date.now(), performance.now()];
    for (const host of this.#hosts) host.ask(startMs);
    await this.#wait();
    this.#patienceMs = PATIENCE_MS;
    nameAll(this.#hosts);
    const nowMs = performance.now();
    const hosts = this.#hosts.map((host) => host.take(nowMs));
    const newest = this.#hosts.flatMap((host) => (host.newest === null ? [] : { name: host.name, sweep: host.newest }));
    return {
      ...{ atNs, wallMs, host: nameOf(hosts), source: { kind: 'live', root: '/' } },
      cost: costOf(
        newest.map(({ sweep }) => sweep.cost),
        Math.round((nowMs - startMs) * 1e6),
      ),
      coverage: coverageOf(newest.map(({ name, sweep: { coverage } }) => ({ name, coverage }))),
      ...{ devices: [], readings: [], processes: new Map(), kernelClients: [] },
      hosts,
    };
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const host of this.#hosts) host.close();
    return Promise.resolve();
  }

  async #wait(): Promise<void> {
    const awaited = this.#hosts.flatMap((host) => host.awaited ?? []);
    const enough = new AbortController();
    const patience = sleep(this.#patienceMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([Promise.all(awaited), patience]);
    enough.abort();
  }
}

/** `box`, `box, lab`, `5 hosts`. */
function nameOf(hosts: readonly HostSweep[]): string {
  return hosts.length <= 3 ? hosts.map(({ host }) => host).join(', ') : `${hosts.length} hosts`;
}

function sum<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((total, value) => total + pick(value), 0);
}

function longest(costs: readonly ScanCost[], pick: (cost: ScanCost) => number | null): number | null {
  const known = costs.flatMap((cost) => pick(cost) ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

function costOf(costs: readonly ScanCost[], durationNs: number): ScanCost {
  return {
    strategy: costs[0]?.strategy ?? 'auto',
    mode: costs.some(({ mode }) => mode === 'incremental') ? 'incremental' : 'full',
    durationNs,
    cpuNs: sum(costs, ({ cpuNs }) => cpuNs),
    processes: sum(costs, ({ processes }) => processes),
    processesListed: sum(costs, ({ processesListed }) => processesListed),
    fdsChecked: sum(costs, ({ fdsChecked }) => fdsChecked),
    drmFds: sum(costs, ({ drmFds }) => drmFds),
    worstDelayNs: longest(costs, ({ worstDelayNs }) => worstDelayNs),
    holderDelayNs: longest(costs, ({ holderDelayNs }) => holderDelayNs),
    gate: null,
  };
}

function coverageOf(all: readonly { readonly name: string; readonly coverage: ScanCoverage }[]): ScanCoverage {
  const byErrno = new Map<string, number>();
  for (const { coverage } of all)
    for (const [errno, count] of coverage.byErrno) byErrno.set(errno, (byErrno.get(errno) ?? 0) + count);
  return {
    processesSeen: sum(all, ({ coverage }) => coverage.processesSeen),
    processesUnreadable: sum(all, ({ coverage }) => coverage.processesUnreadable),
    processesWaiting: sum(all, ({ coverage }) => coverage.processesWaiting ?? 0),
    fdsUnlisted: sum(all, ({ coverage }) => coverage.fdsUnlisted ?? 0),
    byErrno,
    troubles: all.flatMap(({ name, coverage }) =>
      coverage.troubles.map(({ errno, path }) => ({ errno, path: `${name}:${path}` })),
    ),
  };
}
