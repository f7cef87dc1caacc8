/**
 * What the pretended silicon did: one line for each job (machine/vmhelp/fakev3d.c, machine/modules/player/player.c),
 * on the clock that gpu-top reads too. Nothing of it has passed a driver or gpu-top.
 */
export interface Job {
  readonly gpu: string;
  readonly engine: string;
  readonly pid: number;
  /** The job began between these two: the silicon looks once a millisecond, more seldom on a busy computer. */
  readonly startNs: Span;
  /** The driver took note of its end between these two. */
  readonly endNs: Span;
}

type Span = readonly [earliest: bigint, latest: bigint];

export function parseJobs(text: string): Job[] {
  return text
    .split('\n')
    .map((line) => /^(\S+) (\S+) (\d+) (\d+) (\d+) (\d+) (\d+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, gpu = '', engine = '', pid = '', after = '', started = '', before = '', ended = '']) => ({
      gpu,
      engine,
      pid: Number(pid),
      startNs: [BigInt(after), BigInt(started)],
      endNs: [BigInt(before), BigInt(ended)],
    }));
}

/** The least and the most that a share of time can have been, 0..1. */
export interface Share {
  readonly least: number;
  readonly most: number;
}

/** Share of the time from `fromNs` to `toNs` that these jobs ran. They must be of one engine: it runs one at a time. */
export function busyShare(jobs: readonly Job[], fromNs: bigint, toNs: bigint): Share {
  const within = (startNs: bigint, endNs: bigint) => {
    const from = startNs > fromNs ? startNs : fromNs;
    const to = endNs < toNs ? endNs : toNs;
    return to > from ? to - from : 0n;
  };
  const least = jobs.reduce((sum, { startNs, endNs }) => sum + within(startNs[1], endNs[0]), 0n);
  const most = jobs.reduce((sum, { startNs, endNs }) => sum + within(startNs[0], endNs[1]), 0n);
  return share(least, most, toNs - fromNs);
}

/** The same as a driver sees it that counts a job when it ends (panfrost): such jobs' whole time in the time they ended in. */
export function endedShare(jobs: readonly Job[], fromNs: bigint, toNs: bigint): Share {
  const ended = jobs.filter(({ endNs }) => endNs[1] > fromNs && endNs[1] <= toNs);
  const least = ended.reduce((sum, { startNs, endNs }) => sum + endNs[0] - startNs[1], 0n);
  const most = ended.reduce((sum, { startNs, endNs }) => sum + endNs[1] - startNs[0], 0n);
  return share(least, most, toNs - fromNs);
}

function share(least: bigint, most: bigint, all: bigint): Share {
  return { least: Number(least) / Number(all), most: Number(most) / Number(all) };
}
