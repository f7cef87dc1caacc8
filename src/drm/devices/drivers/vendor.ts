/**
 * GPUs under the drivers of their makers, in the makers' kernels: Arm's kbase (`mali`), Qualcomm's KGSL, NVIDIA's nvgpu of Jetson boards,
 * Imagination's pvrsrvkm. They make no DRM node and tell of no process; devfreq is how they are found (without-nodes.ts).
 *
 * Each tick: what the generic driver finds; of KGSL gpu_busy_percentage, of nvgpu load. Once: gpuinfo of kbase.
 */
import type { SysfsDriver } from '../driver.js';
import { percentRatio, permilleRatio } from '../sysfs/numbers.js';
import { wordsOf } from '../sysfs/words.js';
import { generic } from './generic.js';

/** By the name of the driver, what is told in its place by a driver of Linux itself. */
const OWN_DRIVERS: ReadonlyMap<string, string> = new Map([
  ['mali', "panthor or panfrost, Linux's own drivers, tell of each process"],
  ['kgsl-3d', "msm, Linux's own driver, tells of each process"],
  ['gk20a', 'tegrastats and jtop tell of the whole too'],
  ['nvgpu', 'tegrastats and jtop tell of the whole too'],
  ['pvrsrvkm', "powervr is Linux's own driver"],
]);

export const vendor: SysfsDriver = {
  names: [...OWN_DRIVERS.keys()],
  attach(at) {
    const common = generic.attach(at);
    const [percent, permille] = [at.device.file('kgsl/kgsl-3d0/gpu_busy_percentage'), at.device.file('load')];
    // `Mali-G610 4 cores r0p0 0xA867`
    const info = wordsOf(at.device.file('gpuinfo').read())?.replace(/\s+0x[\da-f]+$/i, '') ?? null;
    return {
      ...common,
      name: info,
      hint: `${at.driver} makes no DRM node and tells of no process; ${OWN_DRIVERS.get(at.driver) ?? ''}`,
      read(atNs) {
        const facts = common.read(atNs);
        const [, kgsl] = /^(\d{1,3}) ?%?$/.exec(percent.read()?.trim() ?? '') ?? [];
        const busyRatio = facts.busyRatio ?? percentRatio(kgsl ?? null) ?? permilleRatio(permille.read());
        return { ...facts, busyRatio, busyOf: facts.busyOf ?? (busyRatio === null ? null : 'whole') };
      },
    };
  },
};
