/** The sysfs trees of fixtures/sysfs, and what a right reader makes of each (devices.json beside it). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceCounters, DeviceFacts, DeviceMemory } from '../../../src/drm/devices/device-facts.js';
import { deviceFacts, UNKNOWN_FACTS } from '../../../src/measures/device-facts.js';
import { createDeviceReader, type DeviceReader } from '../../../src/drm/devices/reader.js';
import type { Files } from '../../../src/procfs/files.js';
import { nodeFiles } from '../../../src/procfs/node-files.js';

const FOLDER = fileURLToPath(new URL('../../../fixtures/sysfs', import.meta.url));

export const MACHINES: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export function machineRoot(name: string): string {
  return join(FOLDER, name);
}

/** A reader of a tree, by default one of the fixtures, at a time that stands still. */
export function readerOf(root: string, files: Files = nodeFiles): DeviceReader {
  return createDeviceReader({ sysDir: join(root, 'sys'), devDir: join(root, 'dev'), files, nowNs: () => 7n });
}

/** devices.json leaves out what is unknown; counters are strings there, since JSON has no 64-bit numbers. */
type ExpectedDevice = Partial<Omit<DeviceFacts, 'memory' | 'counters'>> & {
  readonly memory?: Record<string, DeviceMemory>;
  readonly counters?: Record<keyof DeviceCounters, string>;
};

export function expectedDevices(name: string): readonly DeviceFacts[] {
  const devices = JSON.parse(readFileSync(join(FOLDER, name, 'devices.json'), 'utf8')) as ExpectedDevice[];
  return devices.map(({ memory = {}, counters, ...known }) => ({
    id: '',
    driver: null,
    nodes: [],
    deviceNumbers: [],
    name: null,
    ...UNKNOWN_FACTS,
    atNs: 7n,
    ...withMaps(known),
    memory: new Map(Object.entries(memory)),
    counters: {
      idleNs: toBigint(counters?.idleNs),
      busyNs: toBigint(counters?.busyNs),
      energyUj: toBigint(counters?.energyUj),
    },
  }));
}

/** JSON has no maps: facts that are numbers by name are objects there. */
function withMaps(known: object): Partial<DeviceFacts> {
  const maps = new Set<string>(deviceFacts().flatMap(([key, { kind }]) => (kind === 'numbers' ? [key] : [])));
  return Object.fromEntries(
    Object.entries(known).map(([key, value]) => [key, maps.has(key) ? new Map(Object.entries(value as object)) : value]),
  );
}

function toBigint(text: string | undefined): bigint | null {
  return text === undefined ? null : BigInt(text);
}
