/**
 * When nvidia-smi may run, and on which GPUs.
 *
 * An open handle keeps a GPU awake, and the tool has one open for as long as it runs. So it runs only on GPUs that are awake and that
 * somebody else holds; it ends when all of these have been idle for a while, and starts again when a holder comes. A GPU that stayed
 * awake although it was left alone is kept awake by somebody else: it is looked at again, more and more rarely while it is idle.
 *
 * Pure: it is told the time and what was seen.
 */

export interface GpuMoment {
  readonly pciAddress: string;
  /** power/runtime_status; null where the kernel has no such file, and then nothing sleeps. */
  readonly runtimeStatus: string | null;
  /** Processes that hold its node, each by a text that names it for good; ours and those that only watch are left out. */
  readonly holders: readonly string[];
  /** Something of it was busy since the moment before; null: nobody says. */
  readonly isBusy: boolean | null;
}

/** Names as the kernel cuts them. */
const WATCHERS: ReadonlySet<string | null> = new Set(['nvidia-smi', 'nvidia-persiste', 'nvidia-powerd']);

/** A process of this name holds a GPU open and uses it for nothing, another gpu-top's tool among them. */
export function onlyWatches(comm: string | null): boolean {
  return WATCHERS.has(comm);
}

/** Idle for so long, and the tool lets go: 30 s. */
export const IDLE_NS = 30_000_000_000n;
/** A GPU that is let go falls asleep within seconds, where it does at all. If it is awake after this, it is looked at again. */
export const FIRST_REST_NS = 20_000_000_000n;
export const LONGEST_REST_NS = 640_000_000_000n;
/** Such a look ends sooner. */
export const LOOK_NS = 5_000_000_000n;

interface Gpu {
  holders: ReadonlySet<string>;
  /** When it was last busy, or a holder came. */
  activeNs: bigint;
  /** Until when it is left alone; null: it is watched. */
  restUntilNs: bigint | null;
  restNs: bigint;
  /** It is only looked at, to see whether it is still idle. */
  isLook: boolean;
}

export class WatchPolicy {
  #gpus = new Map<string, Gpu>();

  /** The GPUs to watch now, in the order given. */
  decide(moments: readonly GpuMoment[], nowNs: bigint): string[] {
    const before = this.#gpus;
    this.#gpus = new Map();
    const wanted: string[] = [];
    for (const moment of moments) {
      // Asleep, or nobody there: all that was known is over.
      if ((moment.runtimeStatus ?? 'active') !== 'active' && moment.runtimeStatus !== 'unsupported') continue;
      if (moment.holders.length === 0) continue;
      const gpu = before.get(moment.pciAddress) ?? newGpu(nowNs);
      this.#gpus.set(moment.pciAddress, gpu);
      if (this.#isWanted(gpu, moment, nowNs)) wanted.push(moment.pciAddress);
    }
    return wanted;
  }

  #isWanted(gpu: Gpu, { holders, isBusy }: GpuMoment, nowNs: bigint): boolean {
    const isNew = holders.some((holder) => !gpu.holders.has(holder));
    gpu.holders = new Set(holders);
    if (isNew || isBusy === true) {
      Object.assign(gpu, { ...newGpu(nowNs), holders: gpu.holders });
      return true;
    }
    if (gpu.restUntilNs !== null) {
      if (nowNs < gpu.restUntilNs) return false;
      Object.assign(gpu, { restUntilNs: null, activeNs: nowNs, isLook: true });
      return true;
    }
    if (nowNs - gpu.activeNs < (gpu.isLook ? LOOK_NS : IDLE_NS)) return true;
    gpu.restUntilNs = nowNs + gpu.restNs;
    gpu.restNs = gpu.restNs * 2n < LONGEST_REST_NS ? gpu.restNs * 2n : LONGEST_REST_NS;
    return false;
  }
}

function newGpu(nowNs: bigint): Gpu {
  return { holders: new Set(), activeNs: nowNs, restUntilNs: null, restNs: FIRST_REST_NS, isLook: false };
}
