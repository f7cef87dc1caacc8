/**
 * The ledger's invariants, for anyone to check on any snapshot (`--check`).
 *
 * It shares no arithmetic with the fold: ratios are worked out again from the counters and times that the snapshot
 * carries, sums are summed again. What it finds is a bug in gpu-top, never a property of the machine.
 */
import { clientViolations } from './check-client.js';
import { countClamped } from './ledger.js';
import type { Client, Snapshot } from './snapshot.js';

/**
 * Every broken invariant, one sentence each; empty when all hold. `previous` is the snapshot of the sweep before, from the
 * same ledger. A sentence may hold hostile text (device ids, names of engines): escape it before it is shown.
 */
export function violations(snapshot: Snapshot, previous: Snapshot | null): string[] {
  const before = new Map(previous?.clients.map((client) => [client.key, client]));
  return [
    ...timeViolations(snapshot, previous),
    ...countingViolations(snapshot),
    ...deviceViolations(snapshot),
    ...openFileViolations(snapshot, before),
    ...snapshot.clients.flatMap((client) => [...clientViolations(client, before.get(client.key) ?? null)]),
  ];
}

function* timeViolations({ atNs, intervalNs }: Snapshot, previous: Snapshot | null): Generator<string> {
  if (previous === null) {
    if (intervalNs !== null && !(intervalNs > 0)) yield `the interval is ${intervalNs} ns`;
  } else if (intervalNs === null ? atNs > previous.atNs : intervalNs !== Number(atNs - previous.atNs)) {
    yield `the interval is ${String(intervalNs)} ns, but ${atNs - previous.atNs} ns lie between the sweeps`;
  }
}

function* repeated(what: string, values: Iterable<string>): Generator<string> {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) yield `${what} ${value} is there more than once`;
    seen.add(value);
  }
}

function* countingViolations({ clients, silentFds, devices, clamped }: Snapshot): Generator<string> {
  yield* repeated(
    'client',
    clients.map(({ device, clientId }) => `${device}/${clientId}`),
  );
  yield* repeated(
    'key',
    clients.map(({ key }) => key),
  );
  yield* repeated(
    'device',
    devices.map(({ id }) => id),
  );
  yield* repeated('fd', [
    ...clients.flatMap(({ host, holders }) =>
      holders.flatMap(({ process, fds }) => fds.map((fd) => `${on(host)}${process.pid}/${fd}`)),
    ),
    ...silentFds.map(({ host, process, fd }) => `${on(host)}${process.pid}/${fd}`),
  ]);
  const expected = countClamped(devices, clients);
  if (clamped !== expected) yield `${clamped} ratios are counted as clamped, but ${expected} are`;
}

/** Pids are each machine's own. */
function on(host: string | undefined): string {
  return host === undefined ? '' : `${host}:`;
}

function* deviceViolations({ devices, clients }: Snapshot): Generator<string> {
  const byDevice = new Map<string, Client[]>(devices.map(({ id }) => [id, []]));
  for (const client of clients) {
    const own = byDevice.get(client.device);
    if (own === undefined) yield `client ${client.key} is on a device that has no row`;
    else own.push(client);
  }
  for (const { id, engines, memory, busyRatio, powerWatts } of devices) {
    const own = byDevice.get(id) ?? [];
    const names = new Set([...engines.keys(), ...own.flatMap((client) => [...client.engines.keys()])]);
    for (const name of names) {
      // A bound of several processes together is no sum.
      if (engines.get(name)?.basis !== 'bound')
        yield* engineViolations(`${name} of device ${id}`, engines.get(name)?.ratio, own, name);
    }
    if (busyRatio !== null && !(busyRatio >= 0 && busyRatio <= 1)) yield `device ${id} is busy by ${busyRatio}`;
    if (powerWatts !== null && !Number.isFinite(powerWatts)) yield `device ${id} draws ${powerWatts} W`;
    for (const [region, { usedBytes }] of memory) {
      if (usedBytes !== null && !(Number.isSafeInteger(usedBytes) && usedBytes >= 0))
        yield `${region} of device ${id} uses ${usedBytes} bytes`;
    }
  }
}

/** A client that was there in both sweeps was open when the kernel's count was read, at the beginning of this one. */
function* openFileViolations({ devices, clients }: Snapshot, before: ReadonlyMap<string, Client>): Generator<string> {
  const counts = new Map(devices.map(({ host, driver, openFiles }) => [`${on(host)}${driver}`, openFiles]));
  const driverOf = new Map(devices.map(({ host, id, driver }) => [id, `${on(host)}${driver}`]));
  for (const [driver, count] of counts) {
    const open = clients.filter(({ device, key }) => before.has(key) && driverOf.get(device) === driver).length;
    if (count !== null && open > Math.max(0, count))
      yield `${open} clients of ${driver} stay open, but the kernel counts ${count} open files`;
  }
}

function* engineViolations(what: string, ratio: number | null | undefined, clients: readonly Client[], name: string) {
  if (ratio === undefined) {
    yield `engine ${what} has no row, but a client`;
    return;
  }
  const uses = clients.flatMap(({ engines }) => engines.get(name) ?? []);
  const known = uses.flatMap((use) => use.ratio ?? []);
  const sum = known.reduce((total, each) => total + each, 0);
  if (known.length === 0) {
    if (uses.length > 0 ? ratio !== null : ratio !== null && ratio !== 0)
      yield `engine ${what} is at ${String(ratio)}, but no client of it is known`;
  } else if (sum === 0 && known.length < uses.length) {
    if (ratio !== null) yield `engine ${what} is at ${ratio}, though a client of it is not known`;
  } else if (ratio === null || !(Math.abs(ratio - sum) <= 1e-9 * Math.max(1, sum))) {
    yield `engine ${what} is at ${String(ratio)}, but its clients add up to ${sum}`;
  }
}
