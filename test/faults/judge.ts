/** What is wrong with a snapshot of the known machine, and what is missing from it. */
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import type { ProcessFacts } from '../../src/scan/sweep.js';
import type { Fault } from '../support/faulty-files.js';
import type { SimProcfs } from '../support/sim-procfs.js';
import { CLIENTS, GPU, type KnownClient, SILENT, UNIT } from './world.js';

/** A read moves the simulated clock by microseconds, a tick by a second. */
const RATIO_TOLERANCE = 1e-4;

/**
 * Everything that is not as it is on the machine, one sentence each. Absence is never wrong.
 *
 * @param shortTexts texts may have been cut: a name may then be the beginning of itself
 */
export function wrongs(snapshot: Snapshot, machine: SimProcfs, shortTexts: boolean): string[] {
  const judge = { machine, shortTexts };
  const found: string[] = [];
  for (const client of snapshot.clients) {
    const known = CLIENTS.find(({ id }) => id === client.clientId);
    if (known === undefined) found.push(`there is no client ${client.clientId}`);
    else found.push(...wrongClient(client, known, judge));
  }
  for (const { process, fd } of snapshot.silentFds) {
    if (!SILENT.includes(`${process.pid}/${fd}`)) found.push(`fd ${process.pid}/${fd} is not silent`);
    found.push(...wrongProcess(process, judge));
  }
  return found;
}

interface Judge {
  readonly machine: SimProcfs;
  readonly shortTexts: boolean;
}

function* wrongClient(client: Client, known: KnownClient, judge: Judge): Generator<string> {
  const name = `client ${known.id}`;
  if (client.device !== known.device) yield `${name} is on ${client.device}`;
  if (client.driver !== known.driver) yield `${name} is of driver ${client.driver}`;
  for (const { process, fds } of client.holders) {
    for (const fd of fds) if (!known.fds.includes(`${process.pid}/${fd}`)) yield `${name} is held by ${process.pid}/${fd}`;
    yield* wrongProcess(process, judge);
  }
  for (const [engine, { ratio, reason, counters }] of client.engines) {
    const rate = known.rates[engine];
    if (rate === undefined) {
      yield `${name} has an engine ${engine}`;
      continue;
    }
    if (ratio !== null && !(Math.abs(ratio - rate / 1000) < RATIO_TOLERANCE)) yield `${name}: ${engine} at ${ratio}`;
    const share = counters.busyNs === null ? null : Number(counters.busyNs) / Number(client.reading.atNs);
    // Where a reading lacks the engine, the counter is that of the reading before.
    const low = reason === 'missing' ? 0 : rate / 1000 - RATIO_TOLERANCE;
    if (share !== null && !(share >= low && share < rate / 1000 + RATIO_TOLERANCE)) yield `${name}: ${engine} busy ${share}`;
  }
  for (const [region, bytes] of client.memory) {
    if (region !== 'vram') yield `${name} has a region ${region}`;
    const { residentBytes, totalBytes } = bytes;
    if (residentBytes !== null && residentBytes !== known.residentKib * 1024) yield `${name}: resident ${residentBytes}`;
    if (totalBytes !== null && totalBytes !== known.residentKib * 2048) yield `${name}: total ${totalBytes}`;
  }
}

function* wrongProcess(process: ProcessFacts, { machine, shortTexts }: Judge): Generator<string> {
  const { pid, comm, uid, user, startTimeTicks, cmdline, unit, cpuTicks, parentPid } = process;
  const known = machine.processes.get(pid);
  if (known === undefined) yield `there is no process ${pid}`;
  const beginsRight = (text: string | null, truth: string): boolean =>
    text === null || (shortTexts ? truth.startsWith(text) : text === truth);
  if (!beginsRight(comm, known?.comm ?? '')) yield `${pid} is called ${comm}`;
  if (!beginsRight(cmdline, `/usr/bin/${known?.comm} --flag`)) yield `${pid} was started as ${cmdline}`;
  if (uid !== null && uid !== 1000) yield `${pid} belongs to ${uid}`;
  if (user !== null && user !== 'user' && user !== '1000') yield `${pid} belongs to ${user}`;
  if (startTimeTicks !== null && startTimeTicks !== known?.startTimeTicks) yield `${pid} started at ${startTimeTicks}`;
  if (unit !== null && unit.text !== UNIT) yield `${pid} is of unit ${unit.text}`;
  if (cpuTicks !== null && cpuTicks !== 10) yield `${pid} used ${cpuTicks} ticks`;
  if (parentPid !== null && parentPid !== 1) yield `${pid} is a child of ${parentPid}`;
}

/** What is on the machine and not in the snapshot, as short names; empty when everything was seen. */
export function missing(snapshot: Snapshot): string[] {
  const clients = new Map(snapshot.clients.map((client) => [client.clientId, client]));
  const found: string[] = [];
  for (const { id, fds, rates } of CLIENTS) {
    const client = clients.get(id);
    const held = new Set(client?.holders.flatMap(({ process, fds: own }) => own.map((fd) => `${process.pid}/${fd}`)));
    for (const fd of fds) if (!held.has(fd)) found.push(`${fd} of client ${id}`);
    for (const engine of Object.keys(rates))
      if (client?.engines.get(engine)?.ratio == null) found.push(`${engine} of client ${id}`);
    if (!client?.memory.has('vram')) found.push(`memory of client ${id}`);
  }
  const silent = new Set(snapshot.silentFds.map(({ process, fd }) => `${process.pid}/${fd}`));
  for (const fd of SILENT) if (!silent.has(fd)) found.push(`silent ${fd}`);
  if (snapshot.devices.find(({ id }) => id === GPU) === undefined) found.push('the device');
  return found;
}

/** Facts of holders that are not known. */
export function unknownFacts(snapshot: Snapshot): string[] {
  const processes = [...snapshot.clients.flatMap(({ holders }) => holders), ...snapshot.silentFds].map(({ process }) => process);
  return processes.flatMap((process) =>
    (['comm', 'cmdline', 'uid', 'startTimeTicks'] as const)
      .filter((fact) => process[fact] === null)
      .map((fact) => `${fact} of ${process.pid}`),
  );
}

/** Sentences about a coverage that contradicts itself, or counts failures that never were. */
export function coverageFaults({ coverage, cost }: Snapshot, injected: readonly Fault[]): string[] {
  const found: string[] = [];
  const sum = [...coverage.byErrno.values()].reduce((total, times) => total + times, 0);
  if (coverage.processesUnreadable > coverage.processesSeen) found.push('more processes unreadable than seen');
  if (coverage.processesUnreadable > sum) found.push('more processes unreadable than failures');
  if (cost.processesListed > coverage.processesSeen) found.push('more processes listed than seen');
  for (const [errno, times] of coverage.byErrno) {
    if (times < 1) found.push(`${errno} counted ${times} times`);
    // A text that was cut short counts as an I/O error.
    if (!injected.some((fault) => fault === errno || (errno === 'EIO' && typeof fault === 'number')))
      found.push(`${errno} never happened`);
    if (errno === 'ENOENT' || errno === 'ESRCH') found.push(`${errno} is no loss`);
  }
  return found;
}

/**
 * fds that are missing although nothing is counted as unreadable.
 *
 * @param blind what cannot be seen anyway; null: not to be judged
 */
export function uncounted(snapshot: Snapshot, blind: readonly string[] | null): string[] {
  if (blind === null || snapshot.coverage.byErrno.size > 0) return [];
  const fds = missing(snapshot).filter((each) => /\d\/\d/.test(each) && !blind.includes(each));
  return fds.map((each) => `${each} is missing, and nothing is counted`);
}
