/** What watching costs: the CPU time of gpu-top itself between two ticks. */

export interface SelfCostMeter {
  /** CPU time since the last call as a share of one core; null for the first call. */
  cpuRatio(): number | null;
}

export function createSelfCostMeter(): SelfCostMeter {
  let cpuUs: number | null = null;
  let atNs = 0n;
  return {
    cpuRatio() {
      const { user, system } = process.cpuUsage();
      const nowNs = process.hrtime.bigint();
      const ratio = cpuUs === null ? null : ((user + system - cpuUs) * 1000) / Number(nowNs - atNs);
      cpuUs = user + system;
      atNs = nowNs;
      return ratio;
    },
  };
}
