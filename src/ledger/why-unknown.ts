/**
 * Why nothing is known of how busy a client is: one table of reasons, for the page `w`, doctor, `wait` and `explain`.
 *
 * A virtual function of xe is told from an old kernel by what its driver makes in /sys: freq0 and gtidle of each GT since Linux 6.8, and
 * neither of them on a virtual function (xe_gt_freq.c, xe_gt_idle.c). Its PCI numbers are those of the card, and `physfn` is the host's alone.
 *
 * Looked up in Linux 6.18: amdgpu_fdinfo.c, amdgpu_amdkfd.c, xe_drm_client.c (show_run_ticks returns at once on a virtual function),
 * i915_drm_client.c (GRAPHICS_VER below 8), panfrost_drv.c, panthor_drv.c, etnaviv_drv.c, ivpu_drv.c, msm_drv.c.
 */
import { clientActivity, holdsKfd } from './activity.js';
import { isAsleep } from '../drm/devices/device-facts.js';
import type { Client, Device } from './snapshot.js';

export type UnknownCause =
  | 'kfd'
  | 'kfd-unseen'
  | 'kfd-no-time'
  | 'nvidia'
  | 'nvidia-dash'
  | 'nvidia-mig'
  | 'virtual-function'
  | 'virtual-function-or-old'
  | 'xe-too-old'
  | 'profiling-off'
  | 'memory-only'
  | 'kernel-too-old'
  | 'no-engine-lines'
  | 'first-sight'
  | 'at-rest'
  | 'left-out';

/** One sentence each, without a final stop. `DRIVER` stands for the driver's name. */
export const UNKNOWN_CAUSES: Readonly<Record<UnknownCause, string>> = {
  kfd: 'a process that holds /dev/kfd (ROCm, HIP) computes past DRM: the driver counts none of it in fdinfo',
  'kfd-unseen':
    'DRIVER printed no engine so far, and whether the process computes through /dev/kfd (ROCm, HIP) could not be seen',
  'kfd-no-time': 'of its computing (KFD) only an instant or an upper bound is known, and no share of time',
  nvidia: 'DRIVER tells of processes only through nvidia-smi, which says nothing of it now',
  'nvidia-dash': 'nvidia-smi prints a dash for an engine of it, which is idle or not supported',
  'nvidia-mig': 'the card is divided into MIG instances, and nvidia-smi tells of no process then how busy it is, nor of the card',
  'virtual-function':
    'this is an SR-IOV virtual function, on which DRIVER prints no engine counters, in a guest too: only the host of the card has them',
  'virtual-function-or-old':
    'DRIVER prints no engine counters on an SR-IOV virtual function (only the host of the card has them), and none before Linux 6.11; which of the two it is cannot be told while the device sleeps or is not found in /sys',
  'xe-too-old': 'this kernel is too old: DRIVER prints engine counters since Linux 6.11 (this is no virtual function)',
  'profiling-off': "DRIVER counts only while it is told to: write 1 (panthor: 3) to the device's file `profiling`, as root",
  'memory-only': 'DRIVER prints memory and no engine time for any client; its device may tell how busy the whole is',
  'kernel-too-old': 'this kernel is too old: DRIVER prints engine time in later ones, or for newer GPUs only',
  'no-engine-lines': 'DRIVER prints no engine time for it',
  'first-sight': 'it was read once, and one reading is no rate',
  'at-rest': 'its device is at rest, and reading would wake it',
  'left-out': 'its counters could not be used in this reading',
};

const MEMORY_ONLY: ReadonlySet<string> = new Set(['etnaviv', 'intel_vpu', 'ivpu', 'amdxdna', 'amdxdna_accel_driver', 'msm-kms']);
const COUNTS_WHEN_TOLD: ReadonlySet<string> = new Set(['panfrost', 'panthor']);
/** They print engines on every GPU they drive, with a kernel that is new enough. */
const COUNTS_ALWAYS: ReadonlySet<string> = new Set(['i915', 'v3d', 'msm']);

type AskedClient = Pick<Client, 'host' | 'device' | 'driver' | 'engines' | 'holders' | 'reading' | 'occupant'>;

type AskedDevice = Pick<
  Device,
  'host' | 'id' | 'nodes' | 'sriovRole' | 'runtimeStatus' | 'frequencyHz' | 'maxFrequencyHz' | 'busyRatio' | 'migMode'
>;

/**
 * Null: it is known whether it is busy or idle.
 *
 * @param devices those of the client's machine: one of them may say more
 */
export function causeOfUnknown(client: AskedClient, devices: readonly AskedDevice[]): UnknownCause | null {
  if (clientActivity(client) !== 'unknown') return null;
  const { driver, engines } = client;
  const device = devices.find(({ id, host }) => id === client.device && host === client.host);
  if (client.occupant?.readings.some(({ source }) => source === 'kfd') === true) return 'kfd-no-time';
  if (isOfNvidiaSmi(driver, client.occupant))
    return engines.size === 0 ? 'nvidia' : device?.migMode === 'Enabled' ? 'nvidia-mig' : 'nvidia-dash';
  if (holdsKfd(client)) return 'kfd';
  const reasons = [...engines.values()].flatMap(({ ratio, reason }) => (ratio === null ? (reason ?? []) : []));
  if (reasons.includes('at-rest')) return 'at-rest';
  if (COUNTS_WHEN_TOLD.has(driver) && !reasons.some((reason) => reason !== 'missing')) return 'profiling-off';
  if (reasons.includes('first-sight')) return 'first-sight';
  if (reasons.length > 0) return 'left-out';
  if (driver === 'xe') return causeOnXe(device);
  if (driver === 'amdgpu') return 'kfd-unseen';
  if (MEMORY_ONLY.has(driver)) return 'memory-only';
  return COUNTS_ALWAYS.has(driver) ? 'kernel-too-old' : 'no-engine-lines';
}

/** Why an engine of a client that is busy on another one is unknown. */
export function causeOfUnknownEngine({ driver, occupant }: Pick<Client, 'driver' | 'occupant'>): UnknownCause {
  return isOfNvidiaSmi(driver, occupant) ? 'nvidia-dash' : 'left-out';
}

function isOfNvidiaSmi(driver: string, occupant: Client['occupant']): boolean {
  return occupant?.isRow === true && driver.startsWith('nvidia');
}

function causeOnXe(device: AskedDevice | undefined): UnknownCause {
  if (device?.sriovRole === 'virtual function') return 'virtual-function';
  if (device === undefined || device.nodes.length === 0) return 'virtual-function-or-old';
  const { frequencyHz, maxFrequencyHz, busyRatio } = device;
  if (frequencyHz !== null || maxFrequencyHz !== null || busyRatio !== null) return 'xe-too-old';
  // Of a device at rest nothing is read.
  return isAsleep(device.runtimeStatus) ? 'virtual-function-or-old' : 'virtual-function';
}

/** The cause as a sentence about this driver, without a final stop. Holds the driver's own text: hostile. */
export function sayCause(cause: UnknownCause, driver: string): string {
  return UNKNOWN_CAUSES[cause].replaceAll('DRIVER', () => driver);
}
