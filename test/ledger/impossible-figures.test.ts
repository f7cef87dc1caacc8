/** From a file of /sys to what is told: a figure that cannot be is unknown, counted and named, whatever file it stands in. */
import { expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { openRoot } from '../../src/procfs/root.js';
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { temporaryTree } from '../support/tree.js';

test.each<[string, string, string]>([
  ['gpu_busy_percent', '255', 'busy_ratio'],
  ['hwmon/hwmon1/power1_average', '65535000000', 'power_watts'],
  ['hwmon/hwmon1/power1_average', '18446744073709551615', 'power_watts'],
  ['hwmon/hwmon1/temp1_input', '511000', 'temperature_celsius'],
  ['hwmon/hwmon1/temp1_input', '-273150', 'temperature_celsius'],
  ['hwmon/hwmon1/fan1_input', '65535', 'fan_rpm'],
  ['hwmon/hwmon1/fan1_input', '-22', 'fan_rpm'],
  ['hwmon/hwmon1/freq1_input', '18446744073709551615', 'frequency_hz'],
  ['hwmon/hwmon1/power1_cap', '4294967295000000', 'power_cap_watts'],
  ['mem_info_vram_used', '18446744073709551615', 'memory'],
  ['mem_info_vram_used', '-4096', 'memory'],
  ['mem_info_gtt_total', '9007199254740993', 'memory'],
])('%s of %s', async (file, text, kind) => {
  using tree = temporaryTree();
  putDevice(tree, {
    driver: 'amdgpu',
    bus: { kind: 'pci', address: '0000:03:00.0', vendor: '1002', device: '744c' },
    nodes: ['card0', 'renderD128'],
    files: { 'hwmon/hwmon1/name': 'amdgpu\n', 'hwmon/hwmon1/freq1_label': 'sclk\n', [file]: `${text}\n` },
  });
  const snapshot = createLedger().fold(await createScanSource({ root: openRoot({ root: tree.root }) }).next());
  expect(snapshot.impossible.map((each) => each.kind)).toContain(kind);
  for (const { usedBytes, totalBytes } of snapshot.devices[0]?.memory.values() ?? [])
    expect([usedBytes, totalBytes]).toEqual([null, null]);
  const { busyRatio, powerWatts, temperatureCelsius, fanRpm, frequencyHz, powerCapWatts } = snapshot.devices[0] ?? {};
  expect({ busyRatio, powerWatts, temperatureCelsius, fanRpm, frequencyHz, powerCapWatts }).toEqual({
    ...{ busyRatio: null, powerWatts: null, temperatureCelsius: null, fanRpm: null, frequencyHz: null, powerCapWatts: null },
  });
});
