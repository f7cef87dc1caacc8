/**
 * What the pretended silicon did: one line for each job (machine/vmhelp/fakev3d.c, machine/modules/player/player.c),
 * on the clock that gpu-top reads too. Nothing of it has passed a driver or gpu-top.
 */
export interface Job {
  readonly gpu: string;
  readonly engine: string;
  readonly pid: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export function parseJobs(text: string): Job[] {
  return text
    .split('\n')
    .map((line) => /^(\S+) (\S+) (\d+) (\d+) (\d+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, gpu = '', engine = '', pid = '', start = '', end = '']) => ({
      gpu,
      engine,
      pid: Number(pid),
      startNs: BigInt(start),
      endNs: BigInt(end),
    }));
}

/** Share of the time from `fromNs` to `toNs` that these jobs ran, 0..1. They must be of one engine: it runs one at a time. */
export function busyShare(jobs: readonly Job[], fromNs: bigint, toNs: bigint): number {
  let busyNs = 0n;
  for (const { startNs, endNs } of jobs) {
    const from = startNs > fromNs ? startNs : fromNs;
    const to = endNs < toNs ? endNs : toNs;
    if (to > from) busyNs += to - from;
  }
  return Number(busyNs) / Number(toNs - fromNs);
}

/** The same as a driver sees it that counts a job when it ends (panfrost): such jobs' whole time in the time they ended in. */
export function endedShare(jobs: readonly Job[], fromNs: bigint, toNs: bigint): number {
  const ended = jobs.filter(({ endNs }) => endNs > fromNs && endNs <= toNs);
  const busyNs = ended.reduce((sum, { startNs, endNs }) => sum + (endNs - startNs), 0n);
  return Number(busyNs) / Number(toNs - fromNs);
}
