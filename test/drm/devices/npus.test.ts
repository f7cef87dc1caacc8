/** Accelerators whose drivers say little: what is there is read, and what is not is said. */
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/procfs/files.js';
import { readerOf } from './machines.js';
import { MemoryFiles } from './memory-files.js';

const LOAD = '/sys/kernel/debug/rknpu/load';

function rockchip(load?: string): MemoryFiles {
  return new MemoryFiles({
    '/sys/class/drm/renderD129/dev': '226:129\n',
    '/sys/class/drm/renderD129/device/uevent': 'DRIVER=RKNPU\nOF_COMPATIBLE_0=rockchip,rk3588-rknpu\n',
    ...(load !== undefined && { [LOAD]: load }),
  });
}

describe('rknpu', () => {
  it.each([
    ['NPU load:  Core0: 23%, Core1:  0%, Core2: 61%,\n', 0.61, 'the busiest core'],
    ['NPU load:  100%\n', 1, 'whole'],
    ['NPU load:  0%\n', 0, 'whole'],
    ['NPU load:  Core0: 123%,\n', null, null],
    ['something else 5%\n', null, null],
    ['', null, null],
  ])('is as busy as its busiest core: %j', (load, busyRatio, busyOf) => {
    expect(readerOf('/', rockchip(load)).read()).toMatchObject([{ driver: 'RKNPU', busyRatio, busyOf, hint: null }]);
  });

  it('says who may read it where debugfs is not ours, and that it is unknown where there is none', () => {
    const files = rockchip();
    files.set(LOAD, new Failure('EACCES', LOAD));
    const [refused] = readerOf('/', files).read();
    expect(refused).toMatchObject({ busyRatio: null });
    expect(refused?.hint).toContain('run gpu-top as root');
    expect(readerOf('/', rockchip()).read()).toMatchObject([{ busyRatio: null, hint: null }]);
  });
});

it('qaic tells the errors that its card reported', () => {
  const files = new MemoryFiles({
    '/sys/class/accel/accel0/dev': '261:0\n',
    '/sys/class/accel/accel0/device/uevent': 'DRIVER=qaic\nPCI_ID=17CB:A100\nPCI_SLOT_NAME=0000:b3:00.0\n',
    '/sys/class/accel/accel0/device/ce_count': '3\n',
    '/sys/class/accel/accel0/device/ue_count': '0\n',
    '/sys/class/accel/accel0/device/ue_nonfatal_count': '-1\n',
  });
  const errors = new Map([
    ['corrected', 3],
    ['uncorrected', 0],
    ['uncorrected, not fatal', -1],
  ]);
  expect(readerOf('/', files).read()).toMatchObject([{ driver: 'qaic', busyRatio: null, memoryErrors: errors }]);
});

it('habanalabs is named by its type and tells its firmware, and says what it does not tell', () => {
  const files = new MemoryFiles({
    '/sys/class/accel/accel0/dev': '261:0\n',
    '/sys/class/accel/accel0/device_type': 'GAUDI2\n',
    '/sys/class/accel/accel0/cpucp_ver': '1.17.0-fw\n',
    '/sys/class/accel/accel0/fw_os_ver': 'Linux gaudi2 5.10\n',
    '/sys/class/accel/accel0/device/uevent': 'DRIVER=habanalabs\nPCI_ID=1DA3:1020\nPCI_SLOT_NAME=0000:b3:00.0\n',
  });
  const [device] = readerOf('/', files).read();
  expect(device).toMatchObject({ name: 'GAUDI2', firmware: ['cpucp 1.17.0-fw', 'os Linux gaudi2 5.10'], busyRatio: null });
  expect(device?.hint).toContain('neither how busy');
});
