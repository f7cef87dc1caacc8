/** What could not be seen, in words, each with what would help. Text output and screen say the same. */
import type { Device, Snapshot } from '../../ledger/snapshot.js';
import { deviceLabel } from '../devices/devices.js';
import { isShare } from '../columns/engine-figure.js';
import { percent } from '../text/numbers.js';
import { printable } from '../text/printable.js';

const REFUSED = ['EACCES', 'EPERM'];
/** Impossible figures that are named one by one. */
const NAMED = 3;

const OUT_OF_FILES = ['EMFILE', 'ENFILE'];

/** One sentence a line, without a final stop; empty when everything was seen. */
export function coverageNotes(snapshot: Pick<Snapshot, 'coverage' | 'clamped' | 'devices' | 'impossible' | 'hosts'>): string[] {
  const { coverage, clamped, devices, impossible, hosts = [] } = snapshot;
  const notes = hosts.flatMap(({ host, trouble }) => (trouble === null ? [] : `${printable(host)}: ${printable(trouble)}`));
  const apart = hosts.flatMap((each) => (each.coverage === undefined ? [] : { host: each.host, coverage: each.coverage }));
  if (apart.length > 1)
    for (const each of apart) notes.push(...refusals(each.coverage).map((note) => `${printable(each.host)}: ${note}`));
  else notes.push(...refusals(coverage));
  if ((coverage.processesWaiting ?? 0) > 0) {
    const waiting = count(coverage.processesWaiting ?? 0, 'process', 'processes');
    notes.push(`${waiting} not looked through yet for very many fds: the next tick goes on`);
  }
  if ((coverage.fdsUnlisted ?? 0) > 0)
    notes.push(`${count(coverage.fdsUnlisted ?? 0, 'DRM fd', 'DRM fds')} counted, not listed: one process holds very many`);
  notes.push(...devices.filter(({ busyContradicted }) => busyContradicted).map(contradiction));
  const [trouble] = coverage.troubles;
  if (trouble !== undefined) notes.push(`unexpected ${printable(trouble.errno)} at ${printable(trouble.path)}`);
  if (clamped > 0)
    notes.push(`${count(clamped, 'ratio', 'ratios')} above 1 shown as 100 %: the driver's clock and ours disagree`);
  if (impossible.length > 0) notes.push(impossibleNote(impossible));
  return notes;
}

function refusals({ processesUnreadable, processesSeen, byErrno }: Snapshot['coverage']): string[] {
  const why = `${inBrackets(byErrno)}${whatHelps(byErrno)}`;
  if (processesUnreadable > 0)
    return [`${processesUnreadable} of ${count(processesSeen, 'process', 'processes')} unreadable${why}`];
  const reads = [...byErrno.values()].reduce((sum, each) => sum + each, 0);
  return byErrno.size === 0 ? [] : [`${count(reads, 'read', 'reads')} failed${why}`];
}

/** What cannot be, by name: a person who sees a dash there wants to know. */
function impossibleNote(impossible: Snapshot['impossible']): string {
  const named = impossible.slice(0, NAMED).map(({ what, device }) => printable(`${what} on ${device}`));
  const more = impossible.length > NAMED ? ` and ${impossible.length - NAMED} more` : '';
  return `${count(impossible.length, 'impossible figure', 'impossible figures')} left out: ${named.join(', ')}${more}`;
}

/** Neither figure alone: which of the two is wrong nobody can tell from here. */
function contradiction(device: Device): string {
  const busiest = Math.max(
    0,
    ...[...device.engines.values()].map((engine) => (isShare(engine) ? Math.min(1, engine.ratio ?? 0) : 0)),
  );
  const of = device.busyOf === null || device.busyOf === 'whole' ? '' : ` (of ${printable(device.busyOf)})`;
  const label = printable(deviceLabel(device));
  return `${label}: its driver says busy ${percent(device.busyRatio)}${of}, its clients' engines at most ${percent(busiest)}`;
}

/** `1 client`, `3 clients`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function inBrackets(byErrno: ReadonlyMap<string, number>): string {
  return byErrno.size === 0 ? '' : ` (${[...byErrno.keys()].map((errno) => printable(errno)).join(', ')})`;
}

function whatHelps(byErrno: ReadonlyMap<string, number>): string {
  if (REFUSED.some((errno) => byErrno.has(errno))) return ': run as root or with CAP_SYS_PTRACE';
  if (OUT_OF_FILES.some((errno) => byErrno.has(errno))) return ': raise the limit of open files (ulimit -n)';
  return '';
}
