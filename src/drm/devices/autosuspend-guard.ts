/**
 * Lets an idle GPU fall asleep while gpu-top looks on.
 *
 * A GPU with runtime power management is suspended when nobody used it for its autosuspend delay (amdgpu 5 s, i915
 * 10 s). Reading a sensor counts as use: the drivers take the device and give it back, which starts the delay anew
 * (amdgpu_pm_put_access, intel_runtime_pm_put). Asked every second, an idle laptop GPU would stay on for as long as a
 * monitor runs. So once a device has been idle for its delay, by its own figures, it is left alone: its last
 * figures stand, with their own time, until it sleeps, is held by somebody, or has failed to fall asleep.
 */
import type { MovingFacts } from './driver.js';
import type { Folder } from './sysfs/folder.js';
import { counter } from './sysfs/numbers.js';

type Figures = Pick<MovingFacts, 'busyRatio' | 'counters'>;

interface Sight {
  readonly figures: Figures;
  readonly atNs: bigint;
}

/** Idle of the time between two readings from which a device counts as idle: reading it takes a little, too. */
const IDLE_SHARE = 0.99;

export interface AutosuspendGuard {
  /** Whether to leave the device alone now. Reads at most control and runtime_usage, which touch no hardware. */
  wanted(nowNs: bigint): boolean;
  /** What was read, and when. */
  saw(figures: Figures, atNs: bigint): void;
  /** The device fell asleep: what was idle before says nothing of what comes after. */
  forget(): void;
}

/** @param device the device whose `power` folder counts (Documentation/ABI/testing/sysfs-devices-power). */
export function createAutosuspendGuard(device: Folder): AutosuspendGuard {
  const delayMs = device.file('power/autosuspend_delay_ms');
  const control = device.file('power/control');
  const users = device.file('power/runtime_usage');
  let delayNs: bigint | undefined;
  let last: Sight | null = null;
  let idleSinceNs: bigint | null = null;

  /** control `on` forbids sleep. The number of users is there on most kernels (CONFIG_PM_ADVANCED_DEBUG). */
  const maySleep = (): boolean => control.read()?.trim() === 'auto' && (counter(users.read()) ?? 0n) === 0n;

  return {
    wanted(nowNs) {
      if (last === null || idleSinceNs === null || delayNs === undefined || delayNs === 0n) return false;
      if (last.atNs - idleSinceNs < delayNs || nowNs - last.atNs >= 2n * delayNs) return false;
      return maySleep();
    },
    saw(figures, atNs) {
      // Without autosuspend the file gives EIO or -1: such a device sleeps at once or never, whoever reads.
      delayNs ??= (counter(delayMs.read()) ?? 0n) * 1_000_000n;
      idleSinceNs = last !== null && wasIdle(last, { figures, atNs }) ? (idleSinceNs ?? last.atNs) : null;
      last = { figures, atNs };
    },
    forget() {
      last = null;
      idleSinceNs = null;
    },
  };
}

/** Whether the device did nothing between two readings; false where it has no figure that says so. */
function wasIdle(from: Sight, to: Sight): boolean {
  if (to.figures.busyRatio !== null) return to.figures.busyRatio === 0 && from.figures.busyRatio === 0;
  const [before, now] = [from.figures.counters, to.figures.counters];
  if (before.busyNs !== null && now.busyNs !== null) return now.busyNs === before.busyNs;
  if (before.idleNs === null || now.idleNs === null) return false;
  return Number(now.idleNs - before.idleNs) >= Number(to.atNs - from.atNs) * IDLE_SHARE;
}
