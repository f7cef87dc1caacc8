/**
 * Sets what gpu-top showed beside what the silicon did in the very same time: a client's line says when it was read.
 */
import type { SceneEvidence } from '../evidence.js';
import type { Tick } from '../tick.js';
import { busyShare, endedShare, parseJobs, type Job } from '../truth.js';

export interface Comparison {
  readonly what: string;
  readonly pid: number;
  readonly engine: string;
  readonly shown: number;
  /** The middle of what can have been. */
  readonly truth: number;
  /** Points of a hundred by which `shown` lies outside of what can have been. */
  readonly off: number;
  /** Seconds of the monotonic clock between which both were measured. */
  readonly from: number;
  readonly to: number;
}

/** Every ratio of every client that put jobs on an engine, with its truth. The first sight of a client has none. */
export function compare(evidence: SceneEvidence): Comparison[] {
  return compareTicks(evidence.ticks('ticks'), evidence.text('truth'));
}

/** The same for ticks and a log that come from elsewhere. */
export function compareTicks(ticks: readonly Tick[], truth: string): Comparison[] {
  const jobs = new Map<string, Job[]>();
  for (const job of parseJobs(truth)) {
    const key = `${job.pid} ${job.engine}`;
    const known = jobs.get(key);
    if (known) known.push(job);
    else jobs.set(key, [job]);
  }
  return ticks.flatMap((tick, index) => compareTick(tick, ticks[index - 1], jobs));
}

function compareTick(tick: Tick, before: Tick | undefined, jobs: ReadonlyMap<string, Job[]>): Comparison[] {
  return tick.clients.flatMap((client) => {
    const earlier = before?.clients.find(({ device, client_id }) => device === client.device && client_id === client.client_id);
    if (!earlier) return [];
    const fromNs = BigInt(earlier.read_mono_ns);
    const toNs = BigInt(client.read_mono_ns);
    const span = { from: Number(fromNs) / 1e9, to: Number(toNs) / 1e9 };
    return Object.entries(client.engines).flatMap(([engine, { busy_ratio: shown }]) => {
      const own = jobs.get(`${client.pid} ${engine}`);
      if (shown === null || !own) return [];
      const { least, most } = (client.driver === 'panfrost' ? endedShare : busyShare)(own, fromNs, toNs);
      const what = `${client.driver} pid ${client.pid} ${engine} in the tick at ${tick.t_mono_ns}: shown ${shown}, true ${least} to ${most}`;
      return [
        {
          what,
          pid: client.pid,
          engine,
          shown,
          truth: (least + most) / 2,
          off: Math.max(0, least - shown, shown - most) * 100,
          ...span,
        },
      ];
    });
  });
}

/** The comparisons of ticks that lie wholly between two marks. */
export function steady(evidence: SceneEvidence, from: string, to: string): Comparison[] {
  const marks = new Map(evidence.rows('marks').map(([name = '', at]) => [name, Number(at)]));
  const start = marks.get(from) ?? NaN;
  const stop = marks.get(to) ?? NaN;
  return compare(evidence).filter((comparison) => comparison.from >= start && comparison.to <= stop);
}

/** The one that is furthest from its truth. */
export function worst(comparisons: readonly Comparison[]): Comparison {
  return comparisons.reduce((most, comparison) => (comparison.off > most.off ? comparison : most));
}

/** "29.8 % (true 30.6 %)": the means of what was shown and of the truth. */
export function means(comparisons: readonly Comparison[]): string {
  const mean = (pick: (comparison: Comparison) => number) =>
    ((comparisons.reduce((sum, comparison) => sum + pick(comparison), 0) / comparisons.length) * 100).toFixed(1);
  return `${mean(({ shown }) => shown)} % (true ${mean(({ truth }) => truth)} %)`;
}
