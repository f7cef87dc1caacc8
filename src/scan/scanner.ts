/**
 * The scanner: one sweep after another over a root, by one strategy, in one mode.
 *
 * It keeps what makes the next sweep cheap, and nothing that the ledger would want to know: a sweep is complete in itself.
 */
import { hostname } from 'node:os';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { OwnNodes } from '../drm/nodes/own-nodes.js';
import { createStrategy } from '../drm/strategies/create-strategy.js';
import type { StrategyName } from '../drm/strategies/strategy.js';
import { Failure } from '../procfs/files.js';
import { listPids } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import { AtRest } from './at-rest.js';
import { type Clock, systemClock } from './clock.js';
import { DeviceIndex, KernelClients } from './device-index.js';
import { FdReadings } from './fd-readings.js';
import { FurtherReadings, type GpuTool } from './further-readings.js';
import { Gate } from './gate.js';
import { incrementalWalk } from './incremental-walk.js';
import { Ancestry, ProcessFactsReader } from './process-facts.js';
import { ProcessLister } from './process-lister.js';
import { ProcessTable } from './process-table.js';
import { type RescanPlan, budgetPlan, deadlinePlan } from './rescan.js';
import { Round } from './round.js';
import { Turns } from './turns.js';
import { SweepState } from './sweep-state.js';
import type { ProcessFacts, ProcessReading, Reading, SourceKind, Sweep } from './sweep.js';
import { fullWalk } from './walk.js';

/** A five-hundredth of a core, and never more than half of what the rest of a tick takes. */
const BUDGET_NS_PER_SECOND = 2_000_000;
const BUDGET_SHARE = 0.5;

/** Processes listed in one turn of the event loop. */
const CONCURRENCY = 16;

/** Holders asked between two looks at the clock: about 0.3 ms. */
const CHECK_EVERY = 16;

/** Facts about the devices, read anew; `drm/devices` makes one. */
export interface DevicesReader {
  read(): readonly DeviceFacts[];
  /** What the last `read` was kept from. */
  readonly troubles: readonly Failure[];
}

export interface ScannerOptions {
  readonly root: Root;
  readonly strategy: StrategyName;
  readonly mode: 'full' | 'incremental';
  readonly devices: DevicesReader;
  readonly sourceKind: SourceKind;
  /** A vendor's tool that tells of processes. @default none */
  readonly tool?: GpuTool | undefined;
  /** Incremental: list every process at least this often, whatever it costs. @default null: within the budget */
  readonly rescanWithinNs?: number | null | undefined;
  /** Incremental: CPU ns per second for listing processes that show no change. @default 2 ms, and half of a tick at most */
  readonly budgetNsPerSecond?: number | undefined;
  /** Folders in which container runtimes keep their state. @default none */
  readonly containerState?: readonly string[] | undefined;
  /** @default the host name of this machine */
  readonly host?: string | undefined;
  /** @default the system's clocks */
  readonly clock?: Clock | undefined;
}

export interface Scanner {
  /** Takes a sweep now. Sweeps never overlap: a call made during one waits for it. Rejects only on a fault of gpu-top. */
  sweep(): Promise<Sweep>;
}

export function createScanner(options: ScannerOptions): Scanner {
  const { root, devices, clock = systemClock, host = hostname() } = options;
  const ownNodes = new OwnNodes(root);
  const index = new DeviceIndex();
  const kernel = new KernelClients(root, index);
  const strategy = createStrategy(options.strategy, { root, ownNodes, nowNs: () => clock.nowNs() });
  const atRest = new AtRest(root.files, index);
  const readings = new FdReadings(root.files, clock, ownNodes, index, atRest);
  const lister = new ProcessLister(root, clock, strategy, readings, atRest);
  const table = new ProcessTable(root, lister, clock);
  const facts = new ProcessFactsReader(root, options.containerState);
  const further = new FurtherReadings({ root, clock, table, devices: index, tool: options.tool ?? null });
  const plan = rescanPlan(options);
  const incremental = incrementalWalk({
    ...{ table, lister, readings, plan, clock, concurrency: CONCURRENCY },
    round: new Round(options.rescanWithinNs ?? null),
    turns: new Turns(options.rescanWithinNs != null),
    mtimesTell: root.kind === 'tree',
    pids: () => orNone(listPids(root)),
  });
  const walk = options.mode === 'full' ? fullWalk(table, lister, CONCURRENCY) : incremental;
  // A strategy that names the processes itself has nothing to rule out.
  const gate = options.mode === 'full' || options.strategy === 'clients' ? null : new Gate();
  let number = 0;
  /** Since when a client may be open that was not looked for; null: none is. */
  let doubtNs: bigint | null = null;
  let ancestry: Ancestry | null = null;

  const sweep = async (): Promise<Sweep> => {
    const wallMs = clock.wallMs();
    const state = new SweepState(++number, clock, options.mode === 'incremental');
    const deviceFacts = devices.read();
    for (const trouble of devices.troubles) state.coverage.tell(trouble);
    const isChanged = index.update(deviceFacts);
    if (isChanged) further.forgetDevices();
    ownNodes.keepUp(index.numbers, isChanged, state.startNs);
    atRest.update(deviceFacts, state.startNs);
    for (const trouble of ownNodes.troubles) state.coverage.add(trouble);

    const opened = gate?.judge(deviceFacts) ?? 'none';
    state.gate = opened;
    state.isSure = opened !== 'none' && doubtNs === null;
    const isQuiet = opened === 'still' && lister.waiting === 0;
    const seen = isQuiet && (await incremental.watch(state)) ? table.size : await lookAtAll(state);
    if (opened === 'moved') await explain(state);
    if (doubtNs !== null && incremental.hasListedSince(doubtNs)) doubtNs = null;
    const isSure = opened !== 'none' && doubtNs === null;
    const gathered = await gather(state, deviceFacts);
    const kernelClients = kernel.read(gathered.readings.length, opened === 'still', state.startNs);
    root.files.endSweep?.();
    return {
      atNs: state.startNs,
      wallMs,
      host,
      source: { kind: options.sourceKind, root: root.dir },
      cost: {
        strategy: strategy.name,
        mode: walk.mode,
        durationNs: Number(clock.nowNs() - state.startNs),
        cpuNs: clock.cpuNs() - state.cpuStartNs,
        processes: state.processesMet,
        processesListed: state.processesListed,
        fdsChecked: state.fdsChecked,
        drmFds: gathered.readings.length,
        worstDelayNs: isSure ? walk.intervalNs() : walk.worstDelayNs(),
        holderDelayNs: opened === 'none' ? walk.worstDelayNs() : incremental.holderDelayNs(),
        gate: opened,
      },
      coverage: state.coverage.result(seen, lister.unlisted, lister.waiting),
      devices: deviceFacts,
      ...gathered,
      kernelClients,
    };
  };

  /** Lists everybody where the count rose by more than was found, unless that is how it is here. */
  const explain = async (state: SweepState): Promise<void> => {
    const verdict = gate?.weigh(table.openFiles);
    if (verdict === 'doubt') doubtNs = state.startNs;
    if (verdict !== 'list') return;
    await incremental.listAll(state);
    gate?.listedAll(table.openFiles);
    doubtNs = null;
  };

  /** Every process there is. @returns how many */
  const lookAtAll = async (state: SweepState): Promise<number> => {
    const pids = strategy.processes() ?? listPids(root);
    if (pids instanceof Failure) {
      state.coverage.add(pids);
      if (pids.denied || pids.gone) state.coverage.tell(pids);
    }
    const wanted = pids instanceof Failure ? [] : [...pids];
    await walk.run(wanted, state);
    return wanted.length;
  };

  /** The readings of this sweep and the facts of their processes. A process that ended meanwhile leaves neither. */
  const gather = async (state: SweepState, deviceFacts: readonly DeviceFacts[]): Promise<Gathered> => {
    const found: Reading[] = [];
    const processes = new Map<number, ProcessFacts>();
    let asked = 0;
    ancestry = new Ancestry(root, ancestry);
    facts.beginSweep();
    for (const [errno, count] of table.refusals) state.coverage.addProcesses(errno, count);
    for (const record of table.holders) {
      const before = found.length;
      for (const known of record.known) if (known.reading.atNs >= state.startNs || atRest.holds(known)) found.push(known.reading);
      if (found.length === before) continue;
      const holder = facts.read(record, state, ancestry);
      if (holder === null) found.length = before;
      else processes.set(record.pid, holder);
      if (++asked % CHECK_EVERY === 0 && state.pace.spent) await state.pace.nextTurn();
    }
    const processReadings: ProcessReading[] = [];
    for (const { reading, record } of further.read(found, processes, deviceFacts, state)) {
      const known = record === null || processes.has(record.pid);
      const holder = known ? null : facts.read(record, state, ancestry);
      if (holder !== null) processes.set(holder.pid, holder);
      // A process that has just ended would be taken for one of another namespace.
      if (known || holder !== null) processReadings.push(reading);
    }
    return { readings: found, processes, ...(processReadings.length > 0 && { processReadings }) };
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    sweep() {
      const next = last.then(sweep);
      last = next.catch(() => undefined);
      return next;
    },
  };
}

type Gathered = Pick<Sweep, 'readings' | 'processReadings' | 'processes'>;

function orNone<T>(list: readonly T[] | Failure): readonly T[] {
  return list instanceof Failure ? [] : list;
}

function rescanPlan({ rescanWithinNs, budgetNsPerSecond }: ScannerOptions): RescanPlan {
  if (rescanWithinNs != null) return deadlinePlan(rescanWithinNs);
  return budgetNsPerSecond === undefined
    ? budgetPlan(BUDGET_NS_PER_SECOND, BUDGET_SHARE)
    : budgetPlan(budgetNsPerSecond, Number.POSITIVE_INFINITY);
}
