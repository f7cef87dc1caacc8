import { expect, test } from 'vitest';
import { devicesNamed } from '../../../src/view/devices/device-names.js';
import { checkDevice } from '../../../src/view/devices/devices.js';
import { device } from '../../support/snapshots.js';

const intel = { vendor: 'Intel', driver: 'xe' };
const devices = [
  device({ id: '0000:00:02.0', nodes: ['card0', 'renderD128'], pciId: '8086:a780', ...intel, driver: 'i915', index: 0 }),
  device({ id: '0000:03:00.0', nodes: ['card1', 'renderD129'], pciId: '8086:56a0', ...intel, index: 1 }),
  device({ id: '0000:0a:00.0', nodes: ['card2', 'renderD130'], pciId: '8086:56a0', ...intel, index: 2 }),
  device({ id: '0001:03:00.0', nodes: ['card3', 'renderD131'], pciId: '1002:744c', vendor: 'AMD', index: 3 }),
  device({ id: 'fb000000.gpu', nodes: ['card4', 'renderD132'], driver: 'panthor', pciId: null, vendor: null, index: 4 }),
];

test.each<[string, readonly number[]]>([
  ['pci:vendor=8086', [0, 1, 2]],
  ['pci:vendor=Intel', [0, 1, 2]],
  ['PCI:VENDOR=8086,DEVICE=56A0', [1, 2]],
  ['pci:vendor=0x8086,device=0x56a0,card=1', [2]],
  ['pci:vendor=8086,card=0', [0]],
  ['pci:vendor=8086,card=all', [0, 1, 2]],
  ['pci:vendor=8086,card=7', []],
  ['pci:device=56a0, card=00', [1]],
  ['pci:vendor=intel,device=discrete', [1, 2]],
  ['pci:vendor=intel,device=integrated', [0]],
  ['pci:vendor=amd', [3]],
  ['pci:vendor=1002', [3]],
  ['pci:slot=0000:03:00.0', [1]],
  ['pci:slot=03:00.0', [1]],
  ['pci:slot=0000:0A:00.0', [2]],
  ['pci:vendor=1002,slot=0001:03:00.0', [3]],
  ['pci:vendor=8086,slot=0001:03:00.0', []],
  ['pci:card=4', []],
  ['pci:vendor=', []],
  ['pci:vendor=8086,colour=blue', []],
  ['pci:vendor', []],
  ['pci:=', []],
  ['sys:/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0', [1]],
  ['sys:/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/', [1]],
  ['/sys/class/drm/card2', [2]],
  ['SYS:/SYS/devices/platform/fb000000.gpu', [4]],
  ['drm:/dev/dri/card3', [3]],
  ['drm:/dev/dri/renderd131', [3]],
  ['0A:00.0', [2]],
  ['0001:03:00.0', [3]],
  ['a:0.0', [2]],
  ['__proto__', []],
])('%s', (name, expected) => {
  expect(devicesNamed(devices, name).map(({ index }) => index)).toEqual(expected);
});

test('on another machine the same forms mean its devices', () => {
  const far = devices.map((each) => ({ ...each, host: 'box', id: `box:${each.id}` }));
  for (const name of ['03:00.0', '0000:03:00.0', 'box:0000:03:00.0', 'pci:slot=03:00.0', 'pci:device=56a0,card=0', 'box:card1'])
    expect(
      devicesNamed(far, name).map(({ index }) => index),
      name,
    ).toEqual([1]);
});

test('what fits nothing says what there is', () => {
  expect(() => checkDevice(devices, 'pci:vendor=8086,card=7')).toThrow(
    "no device 'pci:vendor=8086,card=7': there is card0 i915 0000:00:02.0; card1 xe 0000:03:00.0; ",
  );
});
