/** What KFD shows in /sys/class/kfd/kfd, as files by path below the root: one GPU of its topology, one process on one GPU (kfd_process.c, kfd_topology.c). */
const KFD = 'sys/class/kfd/kfd';

/** What one process does on one GPU. */
export interface KfdProcess {
  /** The GPU, by KFD's number. */
  readonly gpu: number;
  /** Bytes. */
  readonly vram: number;
  /** Microseconds of its copy queues, since they were made. */
  readonly sdma: number;
  /** Compute units in use now: on the Instinct line alone. */
  readonly cu?: number;
  readonly evictedMs?: number;
  readonly queues?: number;
  readonly context?: number;
}

export function kfdProcessFiles(pid: number, use: KfdProcess): Record<string, string> {
  const dir = `${KFD}/proc/${pid}${use.context === undefined ? '' : `/context_${use.context}`}`;
  const queues = Array.from({ length: use.queues ?? 0 }, (_, queue) => `${dir}/queues/${use.gpu}${queue}`);
  return {
    [`${dir}/pasid`]: '0\n',
    [`${dir}/vram_${use.gpu}`]: `${use.vram}\n`,
    [`${dir}/sdma_${use.gpu}`]: `${use.sdma}\n`,
    ...(use.cu === undefined ? {} : { [`${dir}/stats_${use.gpu}/cu_occupancy`]: `${use.cu}\n` }),
    [`${dir}/stats_${use.gpu}/evicted_ms`]: `${use.evictedMs ?? 0}\n`,
    // These end without a newline, as the kernel prints them.
    ...Object.fromEntries(
      queues.flatMap((queue) => [
        [`${queue}/gpuid`, String(use.gpu)],
        [`${queue}/type`, '2'],
        [`${queue}/size`, '16384'],
      ]),
    ),
  };
}

/** @param gpuId 0: a CPU */
export function kfdNodeFiles(node: number, gpuId: number, properties: Readonly<Record<string, number>>): Record<string, string> {
  const dir = `${KFD}/topology/nodes/${node}`;
  const lines = Object.entries(properties).map(([key, value]) => `${key} ${value}\n`);
  return { [`${dir}/gpu_id`]: `${gpuId}\n`, [`${dir}/properties`]: lines.join('') };
}
