import { describe, expect, it } from 'vitest';
import { linkSpeed } from '../../../../src/drm/devices/facts/pci.js';
import { machineRoot, readerOf } from '../machines.js';
import { MemoryFiles } from '../memory-files.js';

/** A card with a switch of its own behind a root port, where the upper bridges are of `vendors`. */
function card(vendors: readonly [rootPort: string, upstream: string, downstream: string], gpu = '0x8086') {
  const root = '/sys/devices/pci0000:00/0000:00:01.0';
  const upstream = `${root}/0000:01:00.0`;
  const downstream = `${upstream}/0000:02:01.0`;
  const device = `${downstream}/0000:03:00.0`;
  const link = (at: string, vendor: string, speed: string, width: string) => ({
    [`${at}/vendor`]: `${vendor}\n`,
    [`${at}/current_link_speed`]: `${speed} GT/s PCIe\n`,
    [`${at}/max_link_speed`]: '32.0 GT/s PCIe\n',
    [`${at}/current_link_width`]: `${width}\n`,
    [`${at}/max_link_width`]: '16\n',
  });
  const files = new MemoryFiles({
    '/sys/class/drm/card0': { link: '../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/0000:02:01.0/0000:03:00.0/drm/card0' },
    [`${device}/drm/card0/device`]: { link: '../..' },
    [`${device}/drm/card0/dev`]: '226:0\n',
    [`${device}/uevent`]: 'DRIVER=xe\nPCI_ID=8086:E20B\nPCI_SUBSYS_ID=8086:1100\nPCI_SLOT_NAME=0000:03:00.0\n',
    ...link(root, vendors[0], '4.0', '1'),
    ...link(upstream, vendors[1], '16.0', '8'),
    ...link(downstream, vendors[2], '2.5', '2'),
    ...link(device, gpu, '2.5', '4'),
  });
  return readerOf('/', files).read()[0];
}

describe('the PCIe link of a card', () => {
  it('is that of its own switch, not of the GPU behind it, and never that of the root port', () => {
    expect(card(['0x8086', '0x8086', '0x8086'])).toMatchObject({ linkTransfersPerSecond: 16e9, linkLanes: 8, maxLinkLanes: 16 });
  });

  it("is the GPU's own behind a switch that another maker put on the board", () => {
    expect(card(['0x8086', '0x10b5', '0x10b5'])).toMatchObject({ linkTransfersPerSecond: 2.5e9, linkLanes: 4 });
  });

  it.each([
    ['16.0 GT/s PCIe\n', 16e9],
    ['2.5 GT/s PCIe\n', 2.5e9],
    ['8 GT/s\n', 8e9],
    ['Unknown\n', null],
    ['Unknown speed\n', null],
    ['-5 GT/s PCIe\n', null],
    ['', null],
    [null, null],
  ])('of %j says %j', (text, speed) => {
    expect(linkSpeed(text)).toBe(speed);
  });
});

describe('facts that do not change', () => {
  const AMDGPU = '/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0';

  it('are read once, and known while the device sleeps', () => {
    const files = MemoryFiles.copyOf(machineRoot('desktop-amdgpu-i915'));
    const reader = readerOf('/', files);
    reader.read();
    files.set(`${AMDGPU}/power/runtime_status`, 'suspended\n');
    expect(reader.read()[1]).toMatchObject({
      ...{ pciId: '1002:747e', vendor: 'AMD', vbiosVersion: '113-D7120600-101', maxLinkLanes: 16, uniqueId: '5b3c1a0f9e27d486' },
      ...{ linkLanes: null, fanRpm: null, throttleReasons: null, energyJoules: null },
    });
  });

  it('are not read from a device that sleeps from the start, but for those that the PCI core keeps', () => {
    const files = MemoryFiles.copyOf(machineRoot('desktop-amdgpu-i915'));
    files.set(`${AMDGPU}/power/runtime_status`, 'suspended\n');
    expect(readerOf('/', files).read()[1]).toMatchObject({
      pciId: '1002:747e',
      vbiosVersion: null,
      uniqueId: null,
      firmware: null,
    });
    const touched = files.takeReads().filter((path) => path.startsWith(AMDGPU));
    expect(touched.filter((path) => /link|vbios|unique|fw_version|_label|throttle/.test(path))).toEqual([]);
  });
});
