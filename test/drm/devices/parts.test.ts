import { describe, expect, it } from 'vitest';
import { parseClockTable } from '../../../src/drm/devices/drivers/amdgpu.js';
import {
  bytes,
  celsius,
  counter,
  counterTimes,
  hertz,
  hertzOfMegahertz,
  percentRatio,
  watts,
} from '../../../src/drm/devices/sysfs/numbers.js';
import { createPciNames, findPciName } from '../../../src/drm/devices/pci-names.js';
import { parseUevent, pciNumbersOf } from '../../../src/drm/devices/sysfs/uevent.js';
import { MemoryFiles } from './memory-files.js';

describe('numbers of sysfs', () => {
  it.each([
    [percentRatio, '62\n', 0.62],
    [percentRatio, '255\n', 2.55],
    [percentRatio, '-1', -0.01],
    [percentRatio, '', null],
    [percentRatio, null, null],
    [percentRatio, '6 2', null],
    [percentRatio, '0x10', null],
    [hertz, '0\n', 0],
    [hertz, '100000000001', 100000000001],
    [hertzOfMegahertz, '2410\n', 2_410_000_000],
    [hertzOfMegahertz, '4294967295', 4_294_967_295_000_000],
    [celsius, '-40000\n', -40],
    [celsius, '61500\n', 61.5],
    [celsius, '2147483647', 2_147_483.647],
    [watts, '9015000\n', 9.015],
    [watts, '184467440737095516150', null],
    [watts, '65535000000', 65_535],
    [bytes, '17163091968\n', 17163091968],
    [bytes, '9007199254740995', 9_007_199_254_740_996],
    [bytes, '-4096', -4096],
    [counter, '18446744073709551615\n', 18446744073709551615n],
    [counter, '18446744073709551616\n', null],
    [counter, '-1', null],
    [counter, '1.5', null],
  ])('%o of %j is %s', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  it('makes a finer unit of a counter without losing a digit', () => {
    expect(counterTimes('18446744073709551615', 1000n)).toBe(18446744073709551615000n);
  });
});

describe("amdgpu's clock table", () => {
  it.each([
    ['three levels', '0: 500Mhz\n1: 2410Mhz *\n2: 2544Mhz\n', 2410, 500, 2544],
    ['two levels', '0: 214Mhz *\n1: 1200Mhz \n', 214, 214, 1200],
    ['deep sleep', 'S: 19Mhz *\n0: 615Mhz\n1: 2100Mhz\n', 19, 615, 2100],
    ['no star', '0: 800Mhz\n1: 2900Mhz\n', null, 800, 2900],
    ['lines of another form', 'hello\n0: x\n: 5Mhz\n0: 999999Mhz *\n', null, null, null],
    ['nothing', '', null, null, null],
  ])('with %s', (_, text, now, min, max) => {
    expect(parseClockTable(text)).toEqual({
      nowHz: now === null ? null : now * 1e6,
      minHz: min === null ? null : min * 1e6,
      maxHz: max === null ? null : max * 1e6,
    });
  });
});

const IDS =
  '# comment\n1002  AMD\n\t744c  Navi 31\n\t\t1da2 747e  a board\n\t747e  Navi 32\n10de  NVIDIA\n\t1381  GM107\nC 03  Display controller\n\t00  VGA\n';

describe('names from pci.ids', () => {
  it.each([
    ['1002', '747e', 'Navi 32'],
    ['1002', '744c', 'Navi 31'],
    ['10de', '1381', 'GM107'],
    ['1002', '1381', null],
    ['10de', '744c', null],
    ['8086', '744c', null],
    ['10de', '00', null],
  ])('%s:%s is %s', (vendor, device, name) => {
    expect(findPciName(IDS, { vendor, device })).toBe(name);
  });

  it('finds the first vendor, and a last line that is cut', () => {
    expect(findPciName('1002  AMD\n\t744c  Navi', { vendor: '1002', device: '744c' })).toBe('Navi');
  });

  it('reads the file once for a kind of device, known or not', () => {
    const files = new MemoryFiles({ '/misc/pci.ids': IDS });
    const name = createPciNames(files, ['/hwdata/pci.ids', '/misc/pci.ids']);
    for (const device of ['744c', '744c', 'ffff', 'ffff']) name({ vendor: '1002', device });
    expect(files.takeReads().filter((path) => path === '/misc/pci.ids')).toHaveLength(2);
  });
});

describe('uevent', () => {
  it('keeps values with `=` and blanks, the first of two, and no empty ones', () => {
    expect([...parseUevent('A=1=2\nB= x y \nA=3\nC=\n=5\nD\n')]).toEqual([
      ['A', '1=2'],
      ['B', 'x y'],
    ]);
  });

  it.each([
    ['1002:744C', { vendor: '1002', device: '744c' }],
    ['1002:744', null],
    ['1002', null],
  ])('reads PCI_ID %s', (id, numbers) => {
    expect(pciNumbersOf(parseUevent(`PCI_ID=${id}`))).toEqual(numbers);
  });
});
