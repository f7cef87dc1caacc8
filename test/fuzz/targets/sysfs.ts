/** The device files of sysfs, through reader and ledger: any of them may hold anything, be a link to anywhere, or fail. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { DeviceFacts } from '../../../src/drm/devices/device-facts.js';
import { createDeviceReader } from '../../../src/drm/devices/reader.js';
import { violations } from '../../../src/ledger/check.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import type { Device, Snapshot } from '../../../src/ledger/snapshot.js';
import { MEASURED_FACTS } from '../../../src/measures/device-facts.js';
import { Failure } from '../../../src/procfs/files.js';
import { type Entry, MemoryFiles } from '../../drm/devices/memory-files.js';
import { FIXTURES } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount, mustLie } from '../sound.js';
import { ns, sweep } from '../../support/sweeps.js';
import { target } from '../target.js';

const folders = readdirSync(join(FIXTURES, 'sysfs'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const machines = folders.map(({ name }) => {
  const files = MemoryFiles.copyOf(join(FIXTURES, 'sysfs', name));
  return { files, paths: files.paths.filter((path) => path.startsWith('/sys/')) };
});

const TEXTS = [
  '42\n',
  'active\n',
  '0: 500Mhz\n1: 2410Mhz *\nS: 19Mhz\n',
  'DRIVER=xe\nPCI_ID=8086:64A0\nPCI_SLOT_NAME=0000:00:02.0\n',
  '226:128\n',
];
const WORDS = ['Mhz *', 'suspended', 'PCI_SLOT_NAME=../../etc', 'DRIVER=\x1b[31m', 'OF_COMPATIBLE_0=', '226:', '-22', '65535'];
const link = fc.oneof(
  fc.constantFrom(
    '.',
    '..',
    '/',
    '/sys',
    '/sys/class/drm',
    '../../../../../../../etc/passwd',
    'card0',
    '',
    '/dev/dri/card0',
    './.././.',
  ),
  fc.constantFrom(`${'../'.repeat(2000)}x`, 'a/'.repeat(2000)),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 6, arbitrary: mutatedText(TEXTS, WORDS) },
  { weight: 1, arbitrary: link.map((to) => ({ link: to })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('EIO', 'EACCES', 'ENOENT', 'EINVAL', 'ENODEV').map((errno) => new Failure(errno, '/sys')),
  },
);
const changes = fc.array(fc.tuple(fc.nat(), fc.option(entry)), { minLength: 1, maxLength: 12 });

/**
 * Throws unless ids and nodes are unique, and what the ledger makes of these readings, a second apart each, breaks no invariant and holds
 * no number that a device cannot have.
 */
export function mustBeDevices(...reads: readonly (readonly DeviceFacts[])[]): void {
  const ledger = createLedger();
  let before: Snapshot | null = null;
  for (const [at, devices] of reads.entries()) {
    const nodes = devices.flatMap((device) => device.nodes);
    must(new Set(nodes).size === nodes.length, 'a node of two devices');
    for (const device of devices) {
      must(device.id !== '' && device.deviceNumbers.length === device.nodes.length, 'a device without an id, or numbers');
      // i915 counts ms in 64 bits, and we count ns.
      for (const count of Object.values(device.counters) as (bigint | null)[])
        must(count === null || (count >= 0n && count < 1n << 94n), 'counter');
    }
    const snapshot = ledger.fold(sweep(at, [], { devices: devices.map((device) => ({ ...device, atNs: ns(at) })) }));
    const broken = violations(snapshot, before);
    must(broken.length === 0, broken.join('; '));
    snapshot.devices.forEach(mustBePossible);
    before = snapshot;
  }
}

function mustBePossible(device: Device): void {
  for (const [key, { name, min, max }] of MEASURED_FACTS) {
    const said = device[key] as number | ReadonlyMap<string, number> | null;
    // A share of time by two clocks may be a little above the whole, and is shown as the whole.
    for (const value of typeof said === 'number' ? [said] : (said?.values() ?? []))
      mustLie(value, min, name === 'busy_ratio' ? 1.25 : max, name);
  }
  for (const [region, { usedBytes, totalBytes }] of device.memory) {
    mustCount(usedBytes, `memory in use of ${region}`);
    mustCount(totalBytes, `memory of ${region}`);
  }
}

export const sysfs = target({
  name: 'sysfs',
  shortCases: 300,
  arbitrary: fc.tuple(fc.nat(machines.length - 1), changes, fc.boolean()),
  check([which, edits, before]) {
    const machine = machines[which] ?? { files: new MemoryFiles(), paths: [] };
    const files = machine.files.clone();
    const reader = createDeviceReader({ sysDir: '/sys', devDir: '/dev', files, nowNs: () => 7n });
    if (before) reader.read();
    for (const [at, to] of edits) {
      const path = machine.paths[at % machine.paths.length] ?? '';
      // What a file is was settled at its first read; no file of sysfs turns into a link later.
      if (before && typeof to === 'object' && to !== null && 'link' in to) continue;
      if (to === null) files.remove(path);
      else files.set(path, to);
    }
    mustBeDevices(reader.read(), reader.read());
    const outside = files.calls.filter(({ call, path }) => call === 'read' && !/^\/(?:sys|usr|dev\/(?:dri|accel))\//.test(path));
    must(outside.length === 0, `read ${outside[0]?.path}`);
  },
});
