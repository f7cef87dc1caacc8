/**
 * What KFD says of one process on one device, from the text of a process reading.
 *
 * The text holds the kernel's own files, `NAME: VALUE` in each line as the reader (`reader.ts`) puts them together, after the
 * topology's lines about the GPU:
 *
 *     gpu_id: 28851
 *     simd_count: 416
 *     vram_28851: 8589934592
 *     sdma_28851: 1200000
 *     stats_28851/cu_occupancy: 101
 *     queues: 2
 *     context_0/sdma_28851: 300
 *
 * A device in partitions has several such parts, one after the other.
 */
import { decimal } from '../procfs/decimal.js';

export interface KfdUse {
  /** Bytes of VRAM now, SVM included. Null: not printed. */
  readonly vramBytes: number | null;
  /** ns that SDMA queues ran, by the counter's name (each GPU part and context has its own, and a context may end before the process). */
  readonly sdmaNs: ReadonlyMap<string, bigint>;
  /** SDMA engines of the device, xgmi ones included; at least 1. */
  readonly sdmaEngines: number;
  /** Compute units that hold waves at this instant; null where the GPU has no such file (RDNA). */
  readonly computeUnitsBusy: number | null;
  /** Compute units of the parts that the process uses; null where the topology does not tell. */
  readonly computeUnits: number | null;
  /** Time that the process's queues were evicted, ms; null: not printed. */
  readonly evictedMs: number | null;
  /** Compute and SDMA queues on the device. */
  readonly queues: number;
}

/** No u64 is longer. */
const COUNTER = /^\d{1,20}$/;

export function parseKfdReading(text: string): KfdUse {
  let vramBytes: number | null = null;
  let computeUnitsBusy: number | null = null;
  let evictedMs: number | null = null;
  let queues = 0;
  let sdmaEngines = 0;
  let computeUnits: number | null = null;
  let simds: number | null = null;
  const sdmaNs = new Map<string, bigint>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon < 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 2)];
    const number = decimal(value);
    const [, kind] =
      /^(?:context_\d+\/)?(?:(vram|sdma)_\d+|stats_\d+\/(cu_occupancy|evicted_ms)|(queues))$/.exec(name)?.filter(Boolean) ?? [];
    if (kind === 'sdma') {
      // The kernel counts microseconds.
      if (COUNTER.test(value)) sdmaNs.set(name, BigInt(value) * 1000n);
    } else if (number === null) continue;
    else if (kind === 'vram') vramBytes = plus(vramBytes, number);
    else if (kind === 'cu_occupancy') computeUnitsBusy = plus(computeUnitsBusy, number);
    else if (kind === 'evicted_ms') evictedMs = plus(evictedMs, number);
    else if (kind === 'queues') queues += number;
    else if (name === 'num_sdma_engines' || name === 'num_sdma_xgmi_engines') sdmaEngines += number;
    else if (name === 'simd_count') simds = number;
    else if (name === 'simd_per_cu' && simds !== null && number > 0)
      computeUnits = plus(computeUnits, Math.floor(simds / number));
  }
  return { vramBytes, sdmaNs, sdmaEngines: Math.max(1, sdmaEngines), computeUnitsBusy, computeUnits, evictedMs, queues };
}

function plus(sum: number | null, more: number): number {
  return Math.min((sum ?? 0) + more, Number.MAX_SAFE_INTEGER);
}
