/** A scanner on whatever a test made, and sweeps as short texts to compare. */
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanner, type Scanner, type ScannerOptions } from '../../src/scan/scanner.js';
import type { Sweep } from '../../src/scan/sweep.js';
import type { SimProcfs } from './sim-procfs.js';

/** A device as sysfs would show it, with the named nodes and numbers. */
export function deviceFacts(id: string, nodes: Readonly<Record<string, string>>): DeviceFacts {
  return {
    id,
    driver: null,
    nodes: Object.keys(nodes),
    deviceNumbers: Object.values(nodes),
    name: null,
    ...UNKNOWN_FACTS,
    memory: new Map(),
    counters: { idleNs: null, busyNs: null, energyUj: null },
    atNs: 0n,
  };
}

export function devicesOf(...facts: DeviceFacts[]): ScannerOptions['devices'] {
  return { read: () => facts, troubles: [] };
}

export function simScanner(sim: SimProcfs, options: Partial<ScannerOptions> = {}): Scanner {
  const root = openRoot({ files: sim, root: undefined, kind: 'procfs', proc: '/proc' });
  return createScanner({
    ...{ root, strategy: 'auto', mode: 'incremental', devices: devicesOf(), sourceKind: 'live', clock: sim, host: 'sim' },
    ...options,
  });
}

/**
 * A device whose kernel counts the open files of `sim`: a client is one, whoever holds it; a fd without statistics is one of its own,
 * since the text does not tell which file is behind it.
 */
export function countedDevice(sim: SimProcfs): ScannerOptions['devices'] {
  const device = deviceFacts('gpu', { card0: '226:0', renderD128: '226:128' });
  return {
    read: () => {
      const files = [...sim.processes.values()].flatMap(({ pid, fds }) =>
        Array.from(fds, ([fd, { fdinfo, charDevice }]) =>
          charDevice === undefined ? null : (/drm-client-id:\s*(\d+)/.exec(fdinfo)?.[1] ?? `${pid}/${fd}`),
        ),
      );
      return [{ ...device, openFiles: new Set(files.filter((file) => file !== null)).size }];
    },
    troubles: [],
  };
}

/** `PID/FD CLIENT COMM` per reading, sorted; CLIENT is `silent` without statistics. */
export function seen(sweep: Sweep): string[] {
  return sweep.readings
    .map(({ pid, fd, text }) => {
      const client = /drm-client-id:\s*(\d+)/.exec(text)?.[1] ?? 'silent';
      return `${pid}/${fd} ${client} ${sweep.processes.get(pid)?.comm}`;
    })
    .sort();
}
