import { describe, expect, it } from 'vitest';
import { FIRST_REST_NS, IDLE_NS, LOOK_NS, WatchPolicy, type GpuMoment } from '../../src/nvidia/watch-policy.js';

const SECOND = 1_000_000_000n;
const GPU = '0000:01:00.0';

function moment(more: Partial<GpuMoment> = {}): GpuMoment {
  return { pciAddress: GPU, runtimeStatus: 'active', holders: ['1 10'], isBusy: false, ...more };
}

/** Seconds at which the tool was wanted, of `seconds`. */
function wantedSeconds(seconds: number, at: (second: number) => GpuMoment): number[] {
  const policy = new WatchPolicy();
  const wanted: number[] = [];
  for (let second = 0; second < seconds; second++) {
    if (policy.decide([at(second)], BigInt(second) * SECOND).length > 0) wanted.push(second);
  }
  return wanted;
}

describe('the tool', () => {
  it.each(['suspended', 'suspending', 'resuming', 'error'])('never runs on a GPU that is %s', (runtimeStatus) => {
    expect(wantedSeconds(60, () => moment({ runtimeStatus, isBusy: true }))).toEqual([]);
  });

  it('never runs on a GPU that nobody else holds', () => {
    expect(wantedSeconds(60, () => moment({ holders: [] }))).toEqual([]);
  });

  it('runs where the kernel has no runtime power management', () => {
    for (const runtimeStatus of [null, 'unsupported'])
      expect(wantedSeconds(3, () => moment({ runtimeStatus }))).toEqual([0, 1, 2]);
  });

  it('ends when all has been idle for a while, and looks again, more rarely each time, while the GPU stays awake', () => {
    const wanted = wantedSeconds(200, () => moment());
    const idle = Number(IDLE_NS / SECOND);
    const [rest, look] = [Number(FIRST_REST_NS / SECOND), Number(LOOK_NS / SECOND)];
    const runs = wanted.filter((second, at) => second !== (wanted[at - 1] ?? -2) + 1);
    expect(runs).toEqual([0, idle + rest, idle + rest + look + 2 * rest, idle + rest + 2 * look + 6 * rest]);
    expect(wanted).not.toContain(idle);
  });

  it('runs on while something is busy', () => {
    expect(wantedSeconds(300, () => moment({ isBusy: true }))).toHaveLength(300);
  });

  it('starts again at once when a holder comes', () => {
    const wanted = wantedSeconds(45, (second) => moment({ holders: second < 40 ? ['1 10'] : ['1 10', '2 20'] }));
    expect(wanted).toContain(29);
    expect(wanted).not.toContain(39);
    expect(wanted).toContain(40);
  });

  it('forgets a GPU that slept: its next waking is a new beginning', () => {
    const wanted = wantedSeconds(50, (second) => moment({ runtimeStatus: second >= 35 && second < 40 ? 'suspended' : 'active' }));
    expect(wanted.filter((second) => second >= 30)).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  });
});
