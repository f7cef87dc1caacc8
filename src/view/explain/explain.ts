/**
 * How a client's numbers came about, in plain lines: what was read, what was divided by what, and which rule chose the
 * owner. It must let a reader do the sum again by hand, so nothing here is rounded.
 *
 * The lines are raw: they hold the fdinfo text and names as other processes gave them (a comm may even hold a newline).
 * Whoever prints them must escape each one first (`printable` of the view); the ledger knows no terminal.
 */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import { parseFdinfo } from '../../drm/fdinfo/parse-fdinfo.js';
import type { ProcessFacts, ProcessReading, Reading } from '../../scan/sweep.js';
import type { Client, EngineUse, NoBusyReason, OwnerRule } from '../../ledger/snapshot.js';
import { furtherBasis, occupantLines, SOURCE_TEXTS } from './explain-occupant.js';

const OWNER_RULES: Readonly<Record<OwnerRule, string>> = {
  'only holder': 'it is the only holder',
  kernel: 'the kernel says that it opened the client (debugfs clients)',
  kept: 'it owned the client in the last sweep and still holds it',
  'not a broker': 'the other holders only open devices for others (systemd-logind, seatd, an init)',
  earliest: 'of the holders that are no brokers it started first (then the lowest pid)',
};

const REASONS: Readonly<Record<NoBusyReason, string>> = {
  'first-sight': 'this is the first reading of it: one reading is no rate',
  missing:
    'the driver printed no usable counter for it in this reading; the baseline is kept, the next ratio spans both intervals',
  stalled: 'no time passed between the two readings on the clock that counts',
  reset: 'the counter or the clock that counts went back (a GPU reset, or a reading that was wrong): a new baseline is awaited',
  impossible:
    'its counter rose by more than its engines can have worked since the last reading that could be believed: left out, the baseline is kept',
  'at-rest':
    'its device sleeps, or is left alone so that it can fall asleep: reading would wake it, and what was read last stands',
  unsupported: 'there is no such figure for it here: the driver has none on this device, or never printed a number',
  'no-rate': 'the driver prints cycles and nothing to divide them by (no ns, no total-cycles, no maxfreq)',
};

/** The whole explanation. Lines are raw text of other processes: escape each before it is shown. */
export function explainClient(client: Client): string[] {
  return [
    ...identityLines(client),
    ...holderLines(client),
    ...[...client.engines].flatMap(([name, use]) => engineLines(name, use, client)),
    ...memoryLines(client),
    ...occupantLines(client),
    ...readingLines('the reading before', client.readingBefore),
    ...readingLines('this reading', client.reading),
  ];
}

function identityLines({
  device,
  clientId,
  driver,
  clientName,
  key,
  reading,
  readingBefore,
  restNs,
  occupant,
}: Client): string[] {
  const { pdev } = parseFdinfo(reading.text);
  const interval =
    readingBefore === null ? 'none yet: first sight' : `${reading.atNs - readingBefore.atNs} ns between its two reads`;
  return [
    `client ${clientId} of ${driver} on device ${device}`,
    ...(clientName === null ? [] : [`name: ${clientName}`]),
    `device: ${pdev === null ? 'by the node behind the fd, other holders or the driver (no drm-pdev)' : 'by drm-pdev'}`,
    // Of a GPU in partitions it is the partition.
    ...(!('link' in reading) || reading.link === null ? [] : [`node: ${reading.link}`]),
    ...(restNs === null ? [] : [`at rest: not read for ${restNs} ns, for ${driver} would wake the device to answer`]),
    occupant?.isRow === true
      ? `counted once as ${key}: a process on a device, of which no DRM client is known`
      : `counted once as ${key}: every fd with this id on this device is the same open file`,
    `interval: ${interval}`,
  ];
}

function holderLines({ holders, owner, ownerRule }: Client): string[] {
  return [
    `owner: ${owner.pid} ${owner.comm ?? '?'}: ${OWNER_RULES[ownerRule]}`,
    ...ancestorLines(owner),
    ...holders.map(
      ({ process, fds }) =>
        `held by ${process.pid} ${process.comm ?? '?'}${fds.length === 0 ? '' : ` through fd ${fds.join(', ')}`}`,
    ),
  ];
}

function ancestorLines({ ancestors }: ProcessFacts): string[] {
  if (ancestors === null || ancestors.length === 0) return [];
  return [`started by ${ancestors.map(({ pid, comm }) => `${pid} ${comm}`).join(', which was started by ')}`];
}

function engineLines(name: string, use: EngineUse, { reading, occupant }: Client): string[] {
  const { ratio, basis, reason, counters, before, atNs = reading.atNs } = use;
  const head = `engine ${name}, capacity ${counters.capacity}`;
  if (reason !== null) return [`${head}: unknown: ${REASONS[reason]}`];
  const further = furtherBasis(use, occupant ?? null);
  if (further !== null) return [`${head}: ${further}`];
  if (basis === 'kernel-percent') return [`${head}: ${ratio}: worked out by the kernel itself (amdgpu before 5.19)`];
  if (before === null) return [`${head}: ${String(ratio)}`];
  const spanNs = `(${atNs} - ${before.atNs}) ns`;
  const cycles = `(${String(counters.cycles)} - ${String(before.counters.cycles)}) cycles`;
  const formula = {
    ns: `(${String(counters.busyNs)} - ${String(before.counters.busyNs)}) ns / (${spanNs} x ${counters.capacity})`,
    cycles: `${cycles} / ((${String(counters.totalCycles)} - ${String(before.counters.totalCycles)}) total cycles x ${counters.capacity})`,
    'full-speed': `${cycles} / (${String(counters.maxFrequencyHz)} Hz x ${spanNs} / 1e9 x ${counters.capacity}), a share of full speed and not of time`,
  }[basis === 'cycles' || basis === 'full-speed' ? basis : 'ns'];
  const said = parseFdinfo(reading.text).engines.get(name);
  const back = basis === 'ns' ? wentBack(said?.busyNs, counters.busyNs) : wentBack(said?.cycles, counters.cycles);
  const clamped = ratio !== null && ratio > 1 ? ['  above 1: shown as 100 % and counted as clamped'] : [];
  return [`${head}: ${String(ratio)} = ${formula}`, ...back, ...clamped];
}

function wentBack(said: bigint | null | undefined, high: bigint | null): string[] {
  if (said == null || high === null || said >= high) return [];
  return [`  the reading says ${said}, less than there was: it adds nothing until it has passed ${high}`];
}

function memoryLines({ memory, reading }: Client): string[] {
  return Array.from(memory, ([name, region]) => {
    const kind = region.residentBytes !== null ? 'resident' : region.memoryBytes !== null ? 'memory' : 'total';
    const bytes = bytesInUse(region);
    const source = 'source' in reading ? SOURCE_TEXTS[reading.source] : `drm-${kind}-${name}`;
    return `memory ${name}: ${bytes === null ? 'unknown' : `${bytes} bytes in use (${source})`}`;
  });
}

function readingLines(title: string, reading: Reading | ProcessReading | null): string[] {
  if (reading === null) return [`${title}: none`];
  const { pid, atNs, text } = reading;
  const lines = text.split('\n').flatMap((line) => (line === '' ? [] : `  ${line}`));
  if (!('fd' in reading)) return [`${title}: ${SOURCE_TEXTS[reading.source]} of pid ${pid} at ${atNs} ns`, ...lines];
  return [
    `${title}: /proc/${pid}/fdinfo/${reading.fd} at ${atNs} ns`,
    ...lines,
    ...parseFdinfo(text).badLines.map(({ line, reason }) => `  not used: ${line}: ${reason}`),
  ];
}
