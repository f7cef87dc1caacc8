/**
 * xe: frequency and idle residency of all GTs of all tiles, hwmon.
 * xe_gt_freq.c, xe_gt_idle.c; Documentation/ABI/testing/sysfs-driver-intel-xe-hwmon.
 *
 * tile0/gt0 is the render GT of the first tile; a media GT (gt1) idles on its own: what counts is the busiest of them (gts.ts).
 * A virtual function has neither these files nor engine counters in fdinfo: only its host can count.
 *
 * Each tick up to 6 files and 3 for each further GT: act_freq, idle_residency_ms, throttle/status, hwmon energy1_input (else energy2:
 * package), power1_max, tempN_input (package first; there is no temp1), fanN_input, inN_input; rp0_freq and rpn_freq (the highest and
 * lowest frequency of the chip), tempN_crit, tempN_emergency and power1_rated_max once. Of an integrated GPU the energy by RAPL (facts/rapl.ts).
 */
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed, type Folder } from '../sysfs/folder.js';
import { attachGts, type Gt, MOST_GTS } from '../facts/gts.js';
import { attachHwmon } from '../facts/hwmon.js';
import { attachRapl, withRapl } from '../facts/rapl.js';
import { attachThrottle } from '../facts/throttle.js';

const VIRTUAL_FUNCTION = 'an SR-IOV virtual function: its driver has no engine counters, only the host of the card has them';

export const xe: SysfsDriver = {
  names: ['xe'],
  attach(at) {
    const hwmon = attachHwmon(at, ['max', 'cap']);
    const rapl = attachRapl(at.device, at.sys);
    const found = gtsOf(at.device);
    const gts = attachGts(found);
    const throttle = attachThrottle(
      found.map(({ name }) => ({ folder: at.device.folder(`${name}/freq0/throttle`), status: 'status', prefix: 'reason_' })),
    );
    return {
      hint: at.device.folder('physfn') === null ? null : VIRTUAL_FUNCTION,
      read() {
        const { idleNs, ...gt } = gts();
        const sensors = withRapl(hwmon.read(), rapl);
        return Object.assign(sensors, gt, { throttleReasons: throttle(), counters: { ...sensors.counters, idleNs } });
      },
    };
  },
};

function gtsOf(device: Folder): Gt[] {
  const below = (folder: Folder | null, form: RegExp): string[] =>
    (folder?.names() ?? []).filter((name) => form.test(name)).sort();
  const found = below(device, /^tile\d$/).flatMap((tile) => below(device.folder(tile), /^gt\d$/).map((gt) => `${tile}/${gt}`));
  return (found.length === 0 ? ['tile0/gt0'] : found.slice(0, MOST_GTS)).map((name) => {
    const file = (path: string) => device.file(`${name}/${path}`);
    return {
      name,
      nowMhz: firstOf(file('freq0/act_freq'), file('freq0/cur_freq')),
      maxMhz: firstOf(fixed(file('freq0/rp0_freq')), file('freq0/max_freq')),
      minMhz: fixed(file('freq0/rpn_freq')),
      idleMs: file('gtidle/idle_residency_ms'),
    };
  });
}
