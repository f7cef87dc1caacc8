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

/** Modules of the kernel beside the one whose device is always there. */
export interface Modules {
  /** A second driver, with the node of `OTHER_NODE`. */
  isSecondLoaded: boolean;
  /** References on the first that no open file is behind: of dma-bufs, of modules that use it. */
  references: number;
}

/** The node of the second driver. */
export const OTHER_NODE = { link: '/dev/dri/renderD129', charDevice: { major: 226, minor: 129 } } as const;

/** Whether anybody holds the second driver's node: then its module cannot be unloaded. */
export function isSecondHeld(sim: SimProcfs): boolean {
  return [...sim.processes.values()].some(({ fds }) => [...fds.values()].some(({ link }) => link === OTHER_NODE.link));
}

/**
 * A device whose kernel counts the open files of `sim`: a client is one, whoever holds it; a fd without statistics is one of its own,
 * since the text does not tell which file is behind it. And a second one while its module is loaded.
 */
export function countedDevice(
  sim: SimProcfs,
  modules: Readonly<Modules> = { isSecondLoaded: false, references: 0 },
): ScannerOptions['devices'] {
  const device = deviceFacts('gpu', { card0: '226:0', renderD128: '226:128' });
  const second = deviceFacts('second', { renderD129: '226:129' });
  const count = (isOfSecond: boolean): number => {
    const files = [...sim.processes.values()].flatMap(({ pid, fds }) =>
      Array.from(fds, ([fd, { link, fdinfo, charDevice }]) =>
        charDevice === undefined || (link === OTHER_NODE.link) !== isOfSecond
          ? null
          : (/drm-client-id:\s*(\d+)/.exec(fdinfo)?.[1] ?? `${pid}/${fd}`),
      ),
    );
    return new Set(files.filter((file) => file !== null)).size;
  };
  return {
    read: () => [
      { ...device, driver: 'v3d', openFiles: count(false) + modules.references },
      ...(modules.isSecondLoaded ? [{ ...second, driver: 'vgem', openFiles: count(true) }] : []),
    ],
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
