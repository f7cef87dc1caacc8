/** The invariants of one client of a snapshot. */
import type { Client, EngineUse } from './snapshot.js';

/** Every broken invariant of a client, one sentence each. `previous` is the same client in the snapshot before. */
export function* clientViolations(client: Client, previous: Client | null): Generator<string> {
  yield* holderViolations(client, previous);
  for (const [name, use] of client.engines) {
    const what = `engine ${name} of client ${client.key}`;
    yield* ratioViolations(what, use);
    yield* arithmeticViolations(what, use, use.atNs ?? client.reading.atNs);
    yield* counterViolations(what, use, previous?.engines.get(name));
  }
  for (const [region, bytes] of client.memory) {
    for (const [kind, amount] of Object.entries<number | null>(bytes)) {
      if (amount !== null && !(Number.isSafeInteger(amount) && amount >= 0))
        yield `${kind} of ${region} of client ${client.key} is ${amount}`;
    }
  }
  const { ownerCpuRatio } = client;
  if (ownerCpuRatio !== null && !(ownerCpuRatio >= 0 && Number.isFinite(ownerCpuRatio))) {
    yield `the owner of client ${client.key} uses ${ownerCpuRatio} cores`;
  }
}

function* holderViolations({ key, holders, owner, reading }: Client, previous: Client | null): Generator<string> {
  const pids = holders.map(({ process }) => process.pid);
  if (holders.length === 0) yield `client ${key} has no holder`;
  if (new Set(pids).size !== pids.length) yield `client ${key} names one holder twice`;
  if (!holders.some(({ process }) => process === owner)) yield `the owner of client ${key} is not among its holders`;
  // KFD and nvidia-smi name a process, whatever its fds are.
  const isByFd = 'fd' in reading;
  if (isByFd && holders.some(({ fds }) => fds.length === 0)) yield `client ${key} has a holder without fds`;
  if (isByFd && !holders.some(({ process, fds }) => process.pid === reading.pid && fds.includes(reading.fd))) {
    yield `client ${key} was read through an fd that no holder has`;
  }
  const before = previous?.owner;
  if (before === undefined || before.pid === owner.pid) return;
  const still = holders.find(({ process }) => process.pid === before.pid && process.startTimeTicks === before.startTimeTicks);
  if (still !== undefined) yield `the owner of client ${key} changed, though ${before.pid} still holds it`;
}

function* ratioViolations(what: string, { ratio, basis, reason }: EngineUse): Generator<string> {
  if (ratio !== null && !(ratio >= 0 && Number.isFinite(ratio))) yield `${what} is at ${ratio}`;
  if ((ratio === null) === (basis !== null)) yield `${what} is at ${String(ratio)} by ${String(basis)}`;
  if ((ratio === null) !== (reason !== null)) yield `${what} is at ${String(ratio)} and unknown by ${String(reason)}`;
}

/** What a ratio must be, from the two readings that it claims to come from; null where this cannot be told. */
function expectedRatio({ ratio, basis, counters, before }: EngineUse, atNs: bigint): number | null {
  if (basis === 'kernel-percent') return counters.kernelRatio;
  // Of one reading, with no arithmetic between two.
  if (basis === 'sample' || basis === 'bound') return Math.min(1, Math.max(0, ratio ?? NaN));
  if (before === null) return null;
  const seconds = Number(atNs - before.atNs) / 1e9;
  const cycles = Number((counters.cycles ?? 0n) - (before.counters.cycles ?? 0n));
  if (basis === 'ns') return Number((counters.busyNs ?? 0n) - (before.counters.busyNs ?? 0n)) / 1e9 / seconds / counters.capacity;
  if (basis === 'cycles')
    return cycles / Number((counters.totalCycles ?? 0n) - (before.counters.totalCycles ?? 0n)) / counters.capacity;
  return cycles / (counters.maxFrequencyHz ?? 0) / seconds / counters.capacity;
}

function* arithmeticViolations(what: string, use: EngineUse, atNs: bigint): Generator<string> {
  if (use.ratio === null) return;
  const expected = expectedRatio(use, atNs);
  if (expected === null) yield `${what} is at ${use.ratio} after one reading`;
  else if (!(Math.abs(use.ratio - expected) <= 1e-9 * Math.max(1, expected)))
    yield `${what} is at ${use.ratio}, but its counters say ${expected}`;
}

function* counterViolations(what: string, { counters, reason }: EngineUse, previous: EngineUse | undefined): Generator<string> {
  if (previous === undefined || reason === 'reset') return;
  for (const name of ['busyNs', 'cycles'] as const) {
    const [before, now] = [previous.counters[name], counters[name]];
    if (before !== null && (now === null || now < before)) yield `${name} of ${what} went from ${before} to ${String(now)}`;
  }
}
