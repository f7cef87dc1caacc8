/** What watching costs: the CPU time of gpu-top itself between two ticks, with every process that works for it. */

export interface SelfCostMeter {
  /** CPU time since the last call as a share of one core; null for the first call. */
  cpuRatio(): number | null;
}

/** @param helpersNs CPU time of the processes that work for this one, ns since they began */
export function createSelfCostMeter(helpersNs: () => number = () => 0): SelfCostMeter {
  let cpuNs: number | null = null;
  let atNs = 0n;
  return {
    cpuRatio() {
      const { user, system } = process.cpuUsage();
      const nowNs = process.hrtime.bigint();
      const cpuNowNs = (user + system) * 1000 + helpersNs();
      const ratio = cpuNs === null ? null : (cpuNowNs - cpuNs) / Number(nowNs - atNs);
      cpuNs = cpuNowNs;
      atNs = nowNs;
      return ratio;
    },
  };
}
