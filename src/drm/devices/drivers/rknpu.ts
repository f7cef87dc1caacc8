/**
 * rknpu (Rockchip's NPU, in Rockchip's own kernels): the load of its cores, from debugfs, and the clock by devfreq. rknpu_debugger.c:
 * `NPU load:  Core0: 23%, Core1:  0%, Core2:  0%,`, and `NPU load:  23%` where there is one core.
 *
 * debugfs is root's. Everybody else is told so; its clients have no counters either, so nothing is known then.
 * Each tick: debugfs rknpu/load, devfreq cur_freq and max_freq, hwmon.
 */
import { Failure } from '../../../procfs/files.js';
import type { SysfsDriver } from '../driver.js';
import { generic } from './generic.js';

const LOAD = 'kernel/debug/rknpu/load';
const REFUSED = "how busy the cores are stands in debugfs, which is root's; run gpu-top as root: sudo gpu-top";

export const rknpu: SysfsDriver = {
  names: ['RKNPU', 'rknpu'],
  attach(at) {
    const common = generic.attach(at);
    return {
      read(atNs) {
        const text = at.sys.read(LOAD);
        const cores = text instanceof Failure ? [] : parseLoad(text);
        const busyRatio = cores.length === 0 ? null : Math.max(...cores);
        return {
          ...common.read(atNs),
          busyRatio,
          busyOf: busyRatio === null ? null : cores.length === 1 ? 'whole' : 'the busiest core',
          hint: text instanceof Failure && text.denied ? REFUSED : null,
        };
      },
    };
  },
};

/** More cores than any has. */
const MOST_CORES = 64;

/** The load of each core, 0 to 1; none where the text says something else. */
function parseLoad(text: string): number[] {
  const [, rest] = /^NPU load:(.{1,2000})$/m.exec(text) ?? [];
  const cores = [...(rest ?? '').matchAll(/(?:^|Core\d{1,3}:)\s*(\d{1,3})%/g)].slice(0, MOST_CORES);
  const ratios = cores.map(([, percent]) => Number(percent) / 100);
  return ratios.some((ratio) => ratio > 1) ? [] : ratios;
}
