/** Facts that stand neither in the driver's own files nor in hwmon: RAPL, thermal zones, devfreq's load, RAS counts. */
import { describe, expect, it } from 'vitest';
import type { DeviceFacts } from '../../../../src/drm/devices/device-facts.js';
import { createDeviceReader } from '../../../../src/drm/devices/reader.js';
import { Failure } from '../../../../src/procfs/files.js';
import { readerOf } from '../machines.js';
import { type Entry, MemoryFiles } from '../memory-files.js';

const ZONE = '/sys/class/powercap/intel-rapl:0:1';

function intel(entries: Readonly<Record<string, Entry>>, address = '0000:00:02.0', driver = 'i915'): MemoryFiles {
  const device = `/sys/devices/pci0000:00/${address}`;
  return new MemoryFiles({
    '/sys/class/drm/card0': { link: `../../devices/pci0000:00/${address}/drm/card0` },
    [`${device}/drm/card0/device`]: { link: '../..' },
    [`${device}/drm/card0/dev`]: '226:0\n',
    [`${device}/uevent`]: `DRIVER=${driver}\nPCI_ID=8086:A7A0\nPCI_SLOT_NAME=${address}\n`,
    ...entries,
  });
}

const rapl = (energy: Entry): Record<string, Entry> => ({
  '/sys/class/powercap/intel-rapl:0/name': 'package-0\n',
  '/sys/class/powercap/intel-rapl:0/energy_uj': '999\n',
  '/sys/class/powercap/intel-rapl:0:0/name': 'core\n',
  [`${ZONE}/name`]: 'uncore\n',
  [`${ZONE}/max_energy_range_uj`]: '262143328850\n',
  [`${ZONE}/energy_uj`]: energy,
});

describe('energy of an integrated GPU', () => {
  it.each(['i915', 'xe'])('of %s is that of the domain uncore, over the end of its counter', (driver) => {
    const files = intel(rapl('262143000000\n'), '0000:00:02.0', driver);
    const reader = readerOf('/', files);
    expect(reader.read()[0]).toMatchObject({ counters: { energyUj: 262143000000n }, refusedFiles: null });
    files.set(`${ZONE}/energy_uj`, '671150\n');
    expect(reader.read()[0]?.counters.energyUj).toBe(262144000000n);
    expect(reader.read()[0]?.energyJoules).toBe(262144);
  });

  it('is unknown and said to be root’s where it is, without a trouble in each tick', () => {
    const reader = readerOf('/', intel(rapl(new Failure('EACCES', `${ZONE}/energy_uj`))));
    for (let i = 0; i < 2; i++)
      expect(reader.read()[0]).toMatchObject({
        counters: { energyUj: null },
        refusedFiles: [`/sys/class/powercap/intel-rapl:0:1/energy_uj`],
      });
    expect(reader.troubles).toEqual([]);
  });

  it.each<[string, MemoryFiles]>([
    ['a card', intel(rapl('5\n'), '0000:03:00.0')],
    ['a machine of two processors', intel({ ...rapl('5\n'), '/sys/class/powercap/intel-rapl:1:1/name': 'uncore\n' })],
    ['a machine without RAPL', intel({})],
    ['a processor without graphics', intel({ ...rapl('5\n'), [`${ZONE}/name`]: 'dram\n' })],
  ])('is not looked for with %s', (_, files) => {
    expect(readerOf('/', files).read()[0]).toMatchObject({ counters: { energyUj: null }, refusedFiles: null });
  });
});

it('each GT of several tells its clock', () => {
  const gt = (name: string, mhz: string): Record<string, string> => ({
    [`/sys/devices/pci0000:00/0000:00:02.0/drm/card0/gt/${name}/rps_act_freq_mhz`]: `${mhz}\n`,
  });
  expect(readerOf('/', intel({ ...gt('gt0', '1500'), ...gt('gt1', '300') })).read()[0]?.partFrequenciesHz).toEqual(
    new Map([
      ['gt0', 1.5e9],
      ['gt1', 3e8],
    ]),
  );
  expect(readerOf('/', intel(gt('gt0', '1500'))).read()[0]?.partFrequenciesHz).toEqual(new Map());
});

/** A device of a chip, with the zones that it has. */
function chip(driver: string, node: string, entries: Readonly<Record<string, Entry>>): DeviceFacts | undefined {
  const device = '/sys/devices/platform/soc/fde60000.gpu';
  const folder = node.startsWith('accel') ? 'accel' : 'drm';
  const files = new MemoryFiles({
    [`/sys/class/${folder}/${node}`]: { link: `../../devices/platform/soc/fde60000.gpu/${folder}/${node}` },
    [`${device}/${folder}/${node}/device`]: { link: '../..' },
    [`${device}/${folder}/${node}/dev`]: '226:128\n',
    [`${device}/uevent`]: `DRIVER=${driver}\nOF_FULLNAME=/gpu@fde60000\n`,
    ...Object.fromEntries(
      [
        ['soc-thermal', '61000'],
        ['gpu-thermal', '58200'],
        ['gpuss-1-thermal', '59000'],
        ['npu-thermal', '44000'],
        ['gpu \x1b[2J', '1000'],
      ].flatMap(([type, temp], at) => [
        [`/sys/class/thermal/thermal_zone${at}/type`, `${type}\n`],
        [`/sys/class/thermal/thermal_zone${at}/temp`, `${temp}\n`],
      ]),
    ),
    ...Object.fromEntries(Object.entries(entries).map(([name, text]) => [`${device}/${name}`, text])),
  });
  return readerOf('/', files).read()[0];
}

describe('a GPU on a chip', () => {
  it.each(['lima', 'panfrost', 'panthor', 'v3d', 'etnaviv', 'powervr', 'msm', 'nouveau'])(
    'of %s has the zones named after it',
    (driver) => {
      expect(chip(driver, 'renderD128', {})).toMatchObject({
        temperatureCelsius: 59,
        temperaturesCelsius: new Map([
          ['gpu', 58.2],
          ['gpuss-1', 59],
        ]),
      });
    },
  );

  it('that is an NPU has its own, and what only displays none', () => {
    expect(chip('rocket', 'accel0', {})?.temperaturesCelsius).toEqual(new Map([['npu', 44]]));
    expect(chip('RKNPU', 'renderD129', {})?.temperatureCelsius).toBe(44);
    expect(chip('rockchip-drm', 'card0', {})?.temperatureCelsius).toBeNull();
  });

  it('tells its clocks, and how busy it is where its kernel’s governor says so', () => {
    const devfreq = 'devfreq/fde60000.gpu';
    const clocks = {
      [`${devfreq}/cur_freq`]: '400000000\n',
      [`${devfreq}/max_freq`]: '800000000\n',
      [`${devfreq}/available_frequencies`]: '800000000 200000000 400000000\n',
    };
    expect(chip('panfrost', 'renderD128', clocks)).toMatchObject({
      ...{ frequencyHz: 4e8, maxFrequencyHz: 8e8, minFrequencyHz: 2e8, busyRatio: null, busyOf: null },
    });
    expect(chip('panfrost', 'renderD128', { ...clocks, [`${devfreq}/load`]: '23@400000000Hz\n' })).toMatchObject({
      ...{ busyRatio: 0.23, busyOf: 'whole, by the governor of its clock' },
    });
    for (const load of ['', 'x@1Hz\n', '5000@1Hz\n', '23\n'])
      expect(chip('panfrost', 'renderD128', { ...clocks, [`${devfreq}/load`]: load })?.busyRatio).toBeNull();
  });
});

describe('errors that amdgpu counted', () => {
  const RAS = '/sys/devices/pci0000:00/0000:03:00.0/ras';
  const card = (): MemoryFiles => {
    const files = intel({}, '0000:03:00.0', 'amdgpu');
    files.set(`${RAS}/umc_err_count`, 'ue: 1\nce: 17\n');
    files.set(`${RAS}/gfx_err_count`, 'ue: 0\nce: 2\n');
    files.set(`${RAS}/sdma_err_count`, 'Query currently inaccessible\n');
    return files;
  };
  const EXPECTED = new Map([
    ['gfx corrected', 2],
    ['uncorrected', 1],
    ['corrected', 17],
  ]);
  const readAt = (files: MemoryFiles, isFar: boolean) => {
    let nowNs = 0n;
    const reader = createDeviceReader({ sysDir: '/sys', devDir: '/dev', files, isFar, nowNs: () => nowNs });
    return (seconds: number) => {
      nowNs = BigInt(seconds * 1e9);
      return reader.read()[0]?.memoryErrors;
    };
  };

  it('are read once a minute, since the driver asks the card', () => {
    const files = card();
    const read = readAt(files, false);
    expect(read(0)).toEqual(EXPECTED);
    files.set(`${RAS}/umc_err_count`, 'ue: 1\nce: 18\nde: 3\n');
    files.calls.length = 0;
    expect(read(59)).toEqual(EXPECTED);
    expect(files.calls.filter(({ path }) => path.includes('/ras'))).toEqual([]);
    expect(read(60)?.get('corrected')).toBe(18);
    expect(read(61)?.get('deferred')).toBe(3);
  });

  it('are not asked for on another machine', () => {
    const files = card();
    expect(readAt(files, true)(0)).toEqual(new Map());
    expect(files.calls.filter(({ call, path }) => call === 'read' && path.includes('/ras'))).toEqual([]);
  });
});
