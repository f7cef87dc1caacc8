import { describe, expect, it } from 'vitest';
import { createDeviceReader } from '../../../src/drm/devices/reader.js';
import { Failure } from '../../../src/procfs/files.js';
import { machineRoot } from './machines.js';
import { MemoryFiles } from './memory-files.js';

const GPU = '/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0';

/** The amdgpu of the desktop, unheld, with a delay of 5 s, read once a second. */
function laptop() {
  const files = MemoryFiles.copyOf(machineRoot('desktop-amdgpu-i915'));
  let second = 0n;
  const reader = createDeviceReader({ sysDir: '/sys', devDir: '/dev', files, nowNs: () => second * 1_000_000_000n });
  const set = (name: string, text: string) => files.set(`${GPU}/${name}`, `${text}\n`);
  set('power/autosuspend_delay_ms', '5000');
  set('power/runtime_usage', '0');
  set('gpu_busy_percent', '0');
  /** Whether the GPU's sensors were read in each of the next seconds. */
  const run = (seconds: number, each: (second: number) => void = () => undefined): string => {
    let log = '';
    for (let at = 0; at < seconds; at++) {
      each(at);
      files.takeReads();
      reader.read();
      log += files.takeReads().includes(`${GPU}/gpu_busy_percent`) ? 'R' : '.';
      second++;
    }
    return log;
  };
  return { files, reader, set, run };
}

describe('an idle GPU on its way to sleep', () => {
  it('is left alone after its delay, and looked at again when it has not fallen asleep', () => {
    expect(laptop().run(30)).toBe('RRRRRR.........R.........R....');
  });

  it('shows its last figures with the time they are from', () => {
    const { reader, run } = laptop();
    run(6);
    expect(reader.read()[1]).toMatchObject({ busyRatio: 0, temperatureCelsius: 61, atNs: 5_000_000_000n });
  });

  it('is read again as soon as somebody holds it', () => {
    const { set, run } = laptop();
    expect(run(12, (second) => second === 8 && set('power/runtime_usage', '1'))).toBe('RRRRRR..RRRR');
  });

  it('starts afresh after a sleep', () => {
    const { set, run } = laptop();
    const status = (second: number) => (second === 8 ? 'suspended' : second === 10 ? 'active' : null);
    const log = run(20, (second) => status(second) !== null && set('power/runtime_status', status(second) ?? ''));
    expect(log).toBe('RRRRRR....RRRRRR....');
  });

  it.each([
    ['it works', 'gpu_busy_percent', '1'],
    ['somebody holds it', 'power/runtime_usage', '2'],
    ['it may not sleep', 'power/control', 'on'],
    ['it does not sleep by itself', 'power/autosuspend_delay_ms', '-1'],
    ['its idleness is not known', 'gpu_busy_percent', 'x'],
  ])('is read every time while %s', (_, name, text) => {
    const { set, run } = laptop();
    set(name, text);
    expect(run(12)).toBe('R'.repeat(12));
  });

  it('is left alone also where the kernel does not count its users', () => {
    const { files, run } = laptop();
    files.remove(`${GPU}/power/runtime_usage`);
    expect(run(8)).toBe('RRRRRR..');
  });

  it.each([
    ['i915', 'discrete-i915-before-gt-folders', 'drm/card0/power/rc6_residency_ms', (second: number) => (second + 1) * 1000],
    ['xe', 'discrete-xe-sriov', 'tile0/gt0/gtidle/idle_residency_ms', (second: number) => (second + 1) * 998],
    ['ivpu', 'laptop-xe-ivpu-nvidia', 'npu_busy_time_us', () => 77],
  ])('is known by what %s counts', (_, machine, name, idle) => {
    for (const [figure, log] of [
      [idle, 'RRR...'],
      [(second: number) => second * 400, 'RRRRRR'],
    ] as const) {
      const files = MemoryFiles.copyOf(machineRoot(machine));
      const path = files.paths.find((path) => path.endsWith(name)) ?? '';
      const device = path.slice(0, -name.length);
      files.set(`${device}power/autosuspend_delay_ms`, '2000\n');
      files.set(`${device}power/control`, 'auto\n');
      files.set(`${device}power/runtime_usage`, '0\n');
      let second = 0;
      const reader = createDeviceReader({ sysDir: '/sys', devDir: '/dev', files, nowNs: () => BigInt(second) * 1_000_000_000n });
      let seen = '';
      for (; second < 6; second++) {
        files.set(path, `${figure(second)}\n`);
        files.takeReads();
        reader.read();
        seen += files.takeReads().includes(path) ? 'R' : '.';
      }
      expect(seen).toBe(log);
    }
  });

  it('costs one look at the delay, also where it fails', () => {
    const { files, reader, run } = laptop();
    const path = `${GPU}/power/autosuspend_delay_ms`;
    files.set(path, new Failure('EIO', path));
    reader.read();
    expect(files.takeReads()).toContain(path);
    run(7, () => expect(files.takeReads()).not.toContain(path));
    expect(run(3)).toBe('RRR');
  });
});
