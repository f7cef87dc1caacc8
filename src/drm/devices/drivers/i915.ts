/**
 * i915: frequency and RC6 residency of all GTs, the card's hwmon (discrete GPUs only).
 * Documentation/ABI/testing/sysfs-driver-intel-i915-hwmon; the gt files are in gt/intel_gt_sysfs_pm.c.
 *
 * All lie below the card node, not below the PCI device. gt0 is the render GT; the media GT of newer chips (gt1)
 * sleeps on its own: what counts is the busiest of them (gts.ts). Kernels before 5.17 have no gt folder, hence two places.
 *
 * Each tick up to 6 files and 3 for each further GT: act frequency, rc6_residency_ms, throttle_reason_status (gen 11 and later), hwmon
 * energy1_input, power1_max, tempN_input, fanN_input, inN_input; RP0 and RPn (the highest and lowest frequency of the chip) and power1_rated_max once. The actual frequency is 0 in RC6; the requested one stands in only where there is no actual one.
 * Of an integrated GPU the energy by RAPL (facts/rapl.ts).
 */
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed, type Folder } from '../sysfs/folder.js';
import { attachGts, type Gt, MOST_GTS } from '../facts/gts.js';
import { attachHwmon } from '../facts/hwmon.js';
import { attachRapl, withRapl } from '../facts/rapl.js';
import { attachThrottle } from '../facts/throttle.js';

export const i915: SysfsDriver = {
  names: ['i915'],
  attach(at) {
    const hwmon = attachHwmon(at, ['max', 'cap']);
    const rapl = attachRapl(at.device, at.sys);
    const found = gtsOf(at.node);
    const gts = attachGts(found);
    const throttle = attachThrottle(
      found.map(({ name }) => ({
        folder: at.node.folder(`gt/${name}`),
        status: 'throttle_reason_status',
        prefix: 'throttle_reason_',
      })),
    );
    return {
      read() {
        const { idleNs, ...gt } = gts();
        const sensors = withRapl(hwmon.read(), rapl);
        return Object.assign(sensors, gt, { throttleReasons: throttle(), counters: { ...sensors.counters, idleNs } });
      },
    };
  },
};

function gtsOf(node: Folder): Gt[] {
  const found = (node.folder('gt')?.names() ?? []).filter((name) => /^gt\d$/.test(name)).sort();
  return (found.length === 0 ? ['gt0'] : found.slice(0, MOST_GTS)).map((name) => {
    // What stands beside the gt folder is of the first GT.
    const file = (path: string, before: string) =>
      name === 'gt0' ? firstOf(node.file(`gt/gt0/${path}`), node.file(before)) : node.file(`gt/${name}/${path}`);
    return {
      name,
      nowMhz: firstOf(file('rps_act_freq_mhz', 'gt_act_freq_mhz'), file('rps_cur_freq_mhz', 'gt_cur_freq_mhz')),
      maxMhz: fixed(file('rps_RP0_freq_mhz', 'gt_RP0_freq_mhz')),
      minMhz: fixed(file('rps_RPn_freq_mhz', 'gt_RPn_freq_mhz')),
      idleMs: file('rc6_residency_ms', 'power/rc6_residency_ms'),
    };
  });
}
