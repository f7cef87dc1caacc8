/** What explanations say of figures that come from others than fdinfo: where each is from, and how far it may be off. */
import type { ProcessSource } from '../../scan/sweep.js';
import type { Client, EngineUse, Occupant } from '../../ledger/snapshot.js';

export const SOURCE_TEXTS: Readonly<Record<ProcessSource, string>> = {
  kfd: '/sys/class/kfd/kfd/proc, as the kernel counts for compute (KFD)',
  'nvidia-smi': 'nvidia-smi pmon',
};

/** NVIDIA's driver keeps about 72 samples in ten seconds, each with the one process that ran: the error of a share of one half, in points. */
const POINTS_OF_1_S = 19;
const POINTS_OF_10_S = 6;

/** In words how a ratio came about that no counter of fdinfo gave; null where one did. */
export function furtherBasis({ ratio, basis, counters }: EngineUse, occupant: Occupant | null): string | null {
  if (ratio === null) return null;
  if (basis === 'sample') {
    const busy = Math.round(ratio * counters.capacity);
    return `${busy} of ${counters.capacity} compute units held waves at the instant of the reading: a sample and no share of time, so it is in no sum or mean over time`;
  }
  if (basis === 'bound') {
    return `at most ${ratio}: what the device was busy with (gpu_busy_percent) less what its DRM clients account for; how much of it is this process's is not known`;
  }
  if (basis === 'kernel-percent' && isNvidia(occupant)) {
    return `${ratio}: the mean of the percentages that nvidia-smi printed since the sweep before. The driver takes about 72 samples in 10 s and keeps one process of each, so where processes share an engine a half is off by about ${POINTS_OF_1_S} points over 1 s, and by ${POINTS_OF_10_S} over 10 s`;
  }
  return null;
}

function isNvidia(occupant: Occupant | null): boolean {
  return occupant?.readings.some(({ source }) => source === 'nvidia-smi') === true;
}

/** What else is known of the process on its device. */
export function occupantLines({ occupant, reading }: Client): string[] {
  if (occupant === undefined) return [];
  const { queues, evictedMs, readings, isRow } = occupant;
  const joined = isRow ? [] : readings.filter((each) => each !== reading);
  return [
    ...(readings.length === 0 ? ['it holds the GPU open; what it does there only nvidia-smi would tell (gpu-top doctor)'] : []),
    ...(queues === null ? [] : [`queues on the device: ${queues}`]),
    ...(evictedMs === null ? [] : [`its queues were evicted for ${evictedMs} ms in all`]),
    ...joined.flatMap(({ source, pid, atNs, text }) => [
      `${SOURCE_TEXTS[source]} of pid ${pid} at ${atNs} ns`,
      ...text.split('\n').flatMap((line) => (line === '' ? [] : `  ${line}`)),
    ]),
  ];
}
