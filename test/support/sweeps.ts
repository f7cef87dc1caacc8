/**
 * Sweeps for tests, from a few words: `sweep(1, [reading(client('7', 'drm-engine-gfx: 5 ns'), { pid: 10 })])`.
 *
 * Times are in seconds and become exact nanoseconds. What a test does not name has a plain, valid default.
 */
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
import type { ProcessFacts, Reading, Sweep } from '../../src/scan/sweep.js';
import { processFacts } from './snapshots.js';

/** Seconds as ns, exact to the microsecond. */
export function ns(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}

export const PCI = '0000:03:00.0';

/** The text of an i915 client on `PCI`; `lines` follow its identity. */
export function client(id: string, ...lines: string[]): string {
  return clientOf({ driver: 'i915', pdev: PCI, id }, ...lines);
}

/** A text with this identity; null leaves the line out. */
export function clientOf(
  identity: { readonly driver?: string | null; readonly pdev?: string | null; readonly id?: string | null },
  ...lines: string[]
): string {
  const { driver = null, pdev = null, id = null } = identity;
  const head = [
    ['drm-driver', driver],
    ['drm-client-id', id],
    ['drm-pdev', pdev],
  ].flatMap(([key, value]) => (value == null ? [] : `${String(key)}:\t${value}`));
  return ['pos:\t0', 'flags:\t02100002', 'mnt_id:\t26', ...head, ...lines, ''].join('\n');
}

/** A reading by pid 10 through fd 5, at the time of its sweep unless `at` (seconds) is given. */
export function reading(text: string, more: Partial<Omit<Reading, 'atNs' | 'text'>> & { readonly at?: number } = {}): Reading {
  const { at, ...rest } = more;
  return { pid: 10, fd: 5, link: '/dev/dri/renderD128', device: null, text, atNs: at === undefined ? -1n : ns(at), ...rest };
}

export function deviceFacts(facts: Partial<DeviceFacts> = {}): DeviceFacts {
  return {
    id: PCI,
    driver: 'i915',
    nodes: ['card0', 'renderD128'],
    deviceNumbers: ['226:0', '226:128'],
    name: null,
    ...UNKNOWN_FACTS,
    memory: new Map(),
    counters: { idleNs: null, busyNs: null, energyUj: null },
    atNs: 0n,
    ...facts,
  };
}

/** A sweep at `at` seconds. Every pid of the readings is a process of its own that started at its pid's number of ticks. */
export function sweep(
  at: number,
  readings: readonly Reading[],
  more: Partial<Sweep> & { people?: readonly ProcessFacts[] } = {},
): Sweep {
  const { people = [], ...rest } = more;
  const processes = new Map<number, ProcessFacts>();
  for (const { pid } of readings)
    processes.set(pid, processFacts({ pid, startTimeTicks: pid, comm: `comm-${pid}`, cpuTicks: 0 }));
  for (const process of people) processes.set(process.pid, process);
  return {
    atNs: ns(at),
    wallMs: 1_800_000_000_000 + at * 1000,
    host: 'box',
    source: { kind: 'live', root: '/' },
    cost: {
      strategy: 'auto',
      mode: 'full',
      durationNs: 1e6,
      cpuNs: 1e6,
      processes: 9,
      processesListed: 9,
      fdsChecked: 90,
      drmFds: readings.length,
      worstDelayNs: null,
      holderDelayNs: null,
      gate: 'none',
    },
    coverage: { processesSeen: 9, processesUnreadable: 0, processesWaiting: 0, fdsUnlisted: 0, byErrno: new Map(), troubles: [] },
    devices: [],
    readings: readings.map((each) => (each.atNs === -1n ? { ...each, atNs: ns(at) } : each)),
    processes,
    kernelClients: [],
    ...rest,
  };
}
