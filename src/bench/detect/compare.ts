/**
 * Every strategy on one system: what each finds, misses and takes wrongly, against what all of them found together,
 * settled by fdinfo.
 */
import { STRATEGY_NAMES, type StrategyName } from '../../drm/strategies/strategy.js';
import type { Root } from '../../procfs/root.js';
import type { FoundFd } from './find-fds.js';
import { findGuilty, type GuiltyFd } from './guilty.js';
import { reasonMissed } from './reasons.js';
import { type Outcome, runInChild } from './run-in-child.js';
import { settle, type SettledFd } from './settle.js';
import { WAY_NAMES, type WalkOrder, type WayName } from './walk-answer.js';

export interface DetectOptions {
  readonly root: Root;
  /** As the user gave them: the walks open the root anew in their own processes. */
  readonly rootDir: string | null;
  readonly procDir: string | null;
  /** Timed walks of each strategy. */
  readonly rounds: number;
  /** A walk that takes longer hangs. */
  readonly timeoutMs: number;
}

export interface StrategyRow {
  readonly strategy: WayName;
  readonly state: 'ok' | 'hung' | 'unavailable' | 'failed';
  /** Why it is not `ok`; empty otherwise. */
  readonly note: string;
  /** The fds whose file systems do not answer, for `hung`. */
  readonly guilty: readonly GuiltyFd[];
  /** DRM fds among those found, false hits not counted. Null where the walk was not completed, as all that follows. */
  readonly found: number | null;
  readonly clients: number | null;
  readonly missed: number | null;
  readonly falseHits: number | null;
  readonly processes: number | null;
  readonly processesRefused: number | null;
  readonly fdsLookedAt: number | null;
  readonly systemCalls: number | null;
  readonly coldCpuNs: number | null;
  readonly cpuNs: readonly number[];
  readonly wallNs: readonly number[];
  /** Timed ticks before which the kernel's count of open files moved; null: not gone by. */
  readonly moved: number | null;
}

export interface Disagreement {
  readonly pid: number;
  readonly fd: number;
  readonly link: string | null;
  readonly driver: string | null;
  readonly strategy: WayName;
  readonly kind: 'missed' | 'false hit';
  readonly reason: string;
}

/** fds on /dev/nvidiaN, which are no DRM fds: in no other figure. */
export interface NvidiaFds {
  readonly fds: number;
  readonly processes: number;
  /** How many of them each strategy finds; null: it did not walk, or cannot see such fds at all. */
  readonly found: Readonly<Record<StrategyName, number | null>>;
}

export interface Detection {
  readonly rows: readonly StrategyRow[];
  /** DRM fds, and the clients behind them: fewer where a client is held by several fds. */
  readonly drmFds: number;
  readonly clients: number;
  readonly silentFds: number;
  readonly nvidia: NvidiaFds;
  readonly disagreements: readonly Disagreement[];
}

/** Walks one after the other, so that no walk disturbs another's time. Opens nothing but /proc and debugfs. */
export async function compareStrategies(
  options: DetectOptions,
  progress: (way: WayName) => void = () => undefined,
): Promise<Detection> {
  const outcomes = new Map<WayName, Outcome>();
  const guilty = new Map<WayName, readonly GuiltyFd[]>();
  for (const strategy of WAY_NAMES) {
    progress(strategy);
    const outcome = await runInChild(order(options, strategy), options.timeoutMs);
    outcomes.set(strategy, outcome);
    if (outcome.kind === 'hung')
      guilty.set(strategy, await findGuilty(options.root, order(options, strategy), options.timeoutMs));
  }
  return judgeAll(options.root, outcomes, guilty);
}

function order({ rootDir, procDir, rounds }: DetectOptions, way: WayName): WalkOrder {
  return { way, root: rootDir, proc: procDir, rounds, skip: [] };
}

const keyOf = ({ pid, fd }: FoundFd): string => `${pid}/${fd}`;

function judgeAll(
  root: Root,
  outcomes: ReadonlyMap<WayName, Outcome>,
  guilty: ReadonlyMap<WayName, readonly GuiltyFd[]>,
): Detection {
  const found = new Map<WayName, ReadonlySet<string>>();
  const union = new Map<string, FoundFd>();
  for (const [strategy, outcome] of outcomes) {
    if (outcome.kind !== 'done' || outcome.answer.walked.unavailable !== null) continue;
    for (const fd of outcome.answer.walked.found) {
      const key = keyOf(fd);
      union.set(key, { ...fd, number: fd.number ?? union.get(key)?.number ?? null });
    }
    found.set(strategy, new Set(outcome.answer.walked.found.map(keyOf)));
  }
  const byStat = found.get('stat');
  const settled = new Map<string, SettledFd>();
  for (const [key, fd] of union) {
    const result = settle(root, fd, byStat === undefined ? null : byStat.has(key));
    if (result !== null) settled.set(key, result);
  }
  const nvidia = nvidiaFds(found, settled);
  for (const [key, { verdict }] of settled) if (verdict.kind === 'nvidia') settled.delete(key);
  const disagreements = [...found].flatMap(([strategy, keys]) => disagreementsOf(strategy, keys, settled));
  const drm = [...settled.values()].filter(({ verdict }) => verdict.kind !== 'other');
  return {
    rows: [...outcomes].map(([strategy, outcome]) =>
      rowOf(strategy, outcome, guilty.get(strategy) ?? [], settled, disagreements),
    ),
    drmFds: drm.length,
    clients: clientsIn(drm).size,
    silentFds: drm.filter(({ verdict }) => verdict.kind === 'silent').length,
    nvidia,
    disagreements,
  };
}

/** They print nothing in fdinfo, and debugfs knows none of them. */
const BLIND_TO_NVIDIA: readonly StrategyName[] = ['fdinfo', 'clients'];

function nvidiaFds(
  found: ReadonlyMap<WayName, ReadonlySet<string>>,
  settled: ReadonlyMap<string, SettledFd>,
): Detection['nvidia'] {
  const own = [...settled].filter(([, { verdict }]) => verdict.kind === 'nvidia');
  const by = (strategy: StrategyName): number | null => {
    const keys = found.get(strategy);
    return keys === undefined || BLIND_TO_NVIDIA.includes(strategy) ? null : own.filter(([key]) => keys.has(key)).length;
  };
  return {
    fds: own.length,
    processes: new Set(own.map(([, { pid }]) => pid)).size,
    found: Object.fromEntries(STRATEGY_NAMES.map((name) => [name, by(name)])) as NvidiaFds['found'],
  };
}

function disagreementsOf(strategy: WayName, keys: ReadonlySet<string>, settled: ReadonlyMap<string, SettledFd>): Disagreement[] {
  const result: Disagreement[] = [];
  for (const [key, fd] of settled) {
    const { verdict, pid, link } = fd;
    const common = { pid, fd: fd.fd, link, strategy, driver: verdict.kind === 'client' ? verdict.driver : null };
    if (verdict.kind === 'other') {
      if (keys.has(key)) result.push({ ...common, kind: 'false hit', reason: verdict.why });
    } else if (!keys.has(key)) result.push({ ...common, kind: 'missed', reason: reasonMissed(strategy, fd) });
  }
  return result;
}

function rowOf(
  strategy: WayName,
  outcome: Outcome,
  guilty: readonly GuiltyFd[],
  settled: ReadonlyMap<string, SettledFd>,
  disagreements: readonly Disagreement[],
): StrategyRow {
  const unknown = {
    found: null,
    clients: null,
    missed: null,
    falseHits: null,
    processes: null,
    processesRefused: null,
    fdsLookedAt: null,
  };
  const untimed = { systemCalls: null, coldCpuNs: null, cpuNs: [], wallNs: [], moved: null };
  if (outcome.kind === 'hung') {
    return {
      strategy,
      state: 'hung',
      note: `no answer; process ${outcome.pid} may stay behind until the file system answers`,
      guilty,
      ...unknown,
      ...untimed,
    };
  }
  if (outcome.kind === 'failed') return { strategy, state: 'failed', note: outcome.message, guilty, ...unknown, ...untimed };
  const { walked, systemCalls, coldCpuNs, cpuNs, wallNs, moved } = outcome.answer;
  if (walked.unavailable !== null)
    return { strategy, state: 'unavailable', note: walked.unavailable, guilty, ...unknown, ...untimed };
  const own = walked.found.flatMap((fd) => {
    const known = settled.get(keyOf(fd));
    return known === undefined || known.verdict.kind === 'other' ? [] : [known];
  });
  const count = (kind: Disagreement['kind']): number =>
    disagreements.filter((each) => each.strategy === strategy && each.kind === kind).length;
  return {
    strategy,
    state: 'ok',
    note: '',
    guilty,
    found: own.length,
    clients: clientsIn(own).size,
    missed: count('missed'),
    falseHits: count('false hit'),
    processes: walked.processes,
    processesRefused: [...walked.refused.values()].reduce((sum, times) => sum + times, 0),
    fdsLookedAt: walked.fds,
    systemCalls,
    coldCpuNs,
    cpuNs,
    wallNs,
    moved,
  };
}

function clientsIn(fds: readonly SettledFd[]): ReadonlySet<string> {
  return new Set(fds.flatMap(({ verdict }) => (verdict.kind === 'client' ? [verdict.client] : [])));
}
