/**
 * The ledger: sweeps in, snapshots out.
 *
 * A pure fold over (state, sweep), with no clock, no file and no process of its own: live, recorded and simulated sweeps
 * get the same treatment, and any run can be repeated from its sweeps. A client counts once per device, a ratio needs
 * two reads of that client, and unknown stays null. Each rule stands with its reason in the file that keeps it:
 * identity and reuse of ids in `client.ts`, owners in `owner.ts`, baselines in `engine-use.ts`, arithmetic in `busy.ts`,
 * devices in `resolve-device.ts` and `devices/`, processes that fdinfo is silent about in `occupants.ts`. `check.ts` tests the outcome.
 */
import type { Sweep } from '../scan/sweep.js';
import { ABSENCE_NS, clientStep } from './client.js';
import { deviceStep } from './devices/device.js';
import { byDeviceAndId, groupReadings, type SilentReading } from './group-readings.js';
import { processOf } from './holders.js';
import { HostsLedger } from './hosts.js';
import { foldOccupants } from './occupants.js';
import type { Client, Device, Impossible, SilentFd, Snapshot } from './snapshot.js';
import { clientIdentity, EMPTY_STATE, type ClientState, type DeviceState, type LedgerState } from './state.js';

export interface Ledger {
  /** Takes the next sweep and says how things stand. */
  fold(sweep: Sweep): Snapshot;
}

/** A ledger that keeps its own state between sweeps; of each machine one, where a sweep is of several. */
export function createLedger(): Ledger {
  let state = EMPTY_STATE;
  const machines = new HostsLedger(foldSweep);
  return {
    fold(sweep) {
      if (sweep.hosts !== undefined) return machines.fold(sweep, sweep.hosts);
      const next = foldSweep(state, sweep);
      state = next.state;
      return next.snapshot;
    },
  };
}

/** The fold itself. `state` is left as it is; begin with `EMPTY_STATE`. */
export function foldSweep(state: LedgerState, sweep: Sweep): { readonly state: LedgerState; readonly snapshot: Snapshot } {
  const intervalNs = state.atNs !== null && sweep.atNs > state.atNs ? Number(sweep.atNs - state.atNs) : null;
  const { clients: groups, silent: withoutStats, parsed } = groupReadings(sweep, state);
  const kernelPids = new Map(sweep.kernelClients.map((row) => [clientIdentity(row.device, row.clientId), row.pid]));
  const context = { processes: sweep.processes, kernelPids, processesBefore: state.processes, intervalNs, atNs: sweep.atNs };
  const states = new Map<string, ClientState>();
  const own: Client[] = [];
  let stayed = 0;
  // In their order, so that an occupant joins the same client each time.
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i];
    if (group === undefined) break;
    const before = state.clients.get(group.identity);
    if (before !== undefined) stayed++;
    const step = clientStep(group, before, context);
    states.set(group.identity, step);
    own.push(step.client);
  }
  if (stayed < state.clients.size) keepAbsent(states, state, sweep.atNs);
  const occupants = foldOccupants(sweep, own, withoutStats, state, context);
  const { silent } = occupants;
  const clients = occupants.clients.length === own.length ? occupants.clients : [...occupants.clients].sort(byDeviceAndId);
  const silentFds = silent.map((each) => silentFd(each, sweep));
  const silentDevices = new Set(silentFds.map(({ device }) => device));
  const { devices, deviceStates, impossible, isSomeAbove1, isSomeImpossible } = foldDevices(sweep, clients, state, {
    silentDevices,
    bounds: occupants.bounds,
  });
  return {
    state: {
      atNs: sweep.atNs,
      clients: states,
      devices: deviceStates,
      occupants: occupants.states,
      printed: occupants.printed,
      processes: sweep.processes,
      parsed,
    },
    snapshot: {
      atNs: sweep.atNs,
      wallMs: sweep.wallMs,
      intervalNs,
      host: sweep.host,
      source: sweep.source,
      cost: sweep.cost,
      coverage: sweep.coverage,
      clamped: countClamped(devices, isSomeAbove1 ? clients : []),
      impossible: [...(isSomeImpossible ? impossibleCounters(clients) : []), ...impossible],
      devices,
      clients,
      silentFds,
    },
  };
}

/** Remembers clients that are not in this sweep, until `ABSENCE_NS` have passed. */
function keepAbsent(states: Map<string, ClientState>, before: LedgerState, atNs: bigint): void {
  for (const [identity, client] of before.clients) {
    if (states.has(identity)) continue;
    // A clock that went back must not make the absence endless.
    const absentSinceNs = client.absentSinceNs !== null && client.absentSinceNs < atNs ? client.absentSinceNs : atNs;
    if (atNs - absentSinceNs <= ABSENCE_NS) states.set(identity, { ...client, absentSinceNs });
  }
}

interface DeviceContext {
  /** Devices with fds that have no statistics. */
  readonly silentDevices: ReadonlySet<string | null>;
  readonly bounds: ReadonlyMap<string, number>;
}

function foldDevices(sweep: Sweep, clients: readonly Client[], state: LedgerState, { silentDevices, bounds }: DeviceContext) {
  const byDevice = new Map<string, Client[]>(sweep.devices.map((facts) => [facts.id, []]));
  for (const client of clients) {
    const own = byDevice.get(client.device);
    if (own === undefined) byDevice.set(client.device, [client]);
    else own.push(client);
  }
  const facts = new Map(sweep.devices.map((each) => [each.id, each]));
  const devices: Device[] = [];
  const impossible: Impossible[] = [];
  const deviceStates = new Map<string, DeviceState>();
  let [isSomeAbove1, isSomeImpossible] = [false, false];
  const isAllSeen = sweep.coverage.processesUnreadable === 0 && sweep.coverage.byErrno.size === 0;
  for (const [id, own] of byDevice) {
    const step = deviceStep(id, facts.get(id) ?? null, own, state.devices.get(id), {
      atNs: sweep.atNs,
      isAllRead: isAllSeen && !silentDevices.has(id) && !silentDevices.has(null),
      bound: bounds.get(id) ?? null,
      index: devices.length,
    });
    devices.push(step.device);
    deviceStates.set(id, step.state);
    for (const each of step.impossible) impossible.push(each);
    isSomeAbove1 ||= step.seen.isSomeAbove1;
    isSomeImpossible ||= step.seen.isSomeImpossible;
  }
  return { devices, deviceStates, impossible, isSomeAbove1, isSomeImpossible };
}

function silentFd({ reading, fdinfo }: SilentReading, sweep: Sweep): SilentFd {
  const device = fdinfo.pdev ?? reading.device;
  const facts = sweep.devices.find((each) => each.id === device);
  const process = processOf(reading.pid, sweep.processes);
  return {
    device,
    driver: fdinfo.driver ?? facts?.driver ?? null,
    process,
    fd: reading.fd,
    link: reading.link,
    isAtRest: reading.text === '',
  };
}

function impossibleCounters(clients: readonly Client[]): Impossible[] {
  const found: Impossible[] = [];
  for (const { device, clientId, engines } of clients) {
    engines.forEach(({ reason }, name) => {
      if (reason === 'impossible') found.push({ device, kind: 'counter', what: `${name} of client ${clientId}` });
    });
  }
  return found;
}

/**
 * Ratios above 1, which are shown as 100 %: each client's, and a device's sum where no single client's explains it. So
 * one cause counts once.
 */
export function countClamped(devices: readonly Device[], clients: readonly Client[]): number {
  let clamped = 0;
  const explained = new Set<string>();
  for (const { device, engines } of clients) {
    engines.forEach(({ ratio }, name) => {
      if (ratio === null || ratio <= 1) return;
      clamped++;
      explained.add(`${name} ${device}`);
    });
  }
  for (const { id, engines } of devices) {
    for (const [name, { ratio }] of engines) if (ratio !== null && ratio > 1 && !explained.has(`${name} ${id}`)) clamped++;
  }
  return clamped;
}
