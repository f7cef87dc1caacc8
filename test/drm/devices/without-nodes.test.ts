/** GPUs under their makers' drivers, which have no DRM node. */
import { expect, it } from 'vitest';
import { readerOf } from './machines.js';
import { type Entry, MemoryFiles } from './memory-files.js';

function board(driver: string, entries: Readonly<Record<string, Entry>> = {}): MemoryFiles {
  const device = '/sys/devices/platform/fb000000.gpu';
  return new MemoryFiles({
    '/sys/class/devfreq/fb000000.gpu': { link: '../../devices/platform/fb000000.gpu/devfreq/fb000000.gpu' },
    [`${device}/devfreq/fb000000.gpu/device`]: { link: '../..' },
    [`${device}/devfreq/fb000000.gpu/cur_freq`]: '300000000\n',
    [`${device}/driver`]: { link: `../../../bus/platform/drivers/${driver}` },
    [`${device}/power/runtime_status`]: 'active\n',
    '/sys/class/thermal/thermal_zone0/type': 'gpu-thermal\n',
    '/sys/class/thermal/thermal_zone0/temp': '51000\n',
    ...Object.fromEntries(Object.entries(entries).map(([name, text]) => [`${device}/${name}`, text])),
  });
}

it.each<[string, string, string, number | null]>([
  ['mali', 'devfreq/fb000000.gpu/load', '23@300000000Hz\n', 0.23],
  ['kgsl-3d', 'kgsl/kgsl-3d0/gpu_busy_percentage', '45 %\n', 0.45],
  ['gk20a', 'load', '345\n', 0.345],
  ['pvrsrvkm', 'load', 'nonsense\n', null],
])('%s has its device, with what is told of it and word of what is not', (driver, file, text, busyRatio) => {
  const [device, ...others] = readerOf('/', board(driver, { [file]: text, gpuinfo: 'Mali-G610 4 cores r0p0 0xA867\n' })).read();
  expect(others).toEqual([]);
  expect(device).toMatchObject({
    ...{ id: 'fb000000.gpu', driver, nodes: [], name: 'Mali-G610 4 cores r0p0', runtimeStatus: 'active' },
    ...{ frequencyHz: 3e8, temperatureCelsius: 51, busyRatio },
  });
  expect(device?.hint).toMatch(/makes no DRM node and tells of no process; ./);
});

it('asleep it is left asleep', () => {
  const files = board('mali', { 'power/runtime_status': 'suspended\n' });
  expect(readerOf('/', files).read()).toMatchObject([{ runtimeStatus: 'suspended', frequencyHz: null }]);
});

it('other devices that are scaled are none: memory, buses, GPUs with a node', () => {
  expect(readerOf('/', board('rk3399-dmc-freq')).read()).toEqual([]);
  expect(readerOf('/', board('mali', { 'drm/card0/dev': '226:0\n' })).read()).toEqual([]);
});
