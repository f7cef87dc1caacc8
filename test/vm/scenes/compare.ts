/**
 * Sets what gpu-top showed beside what the silicon did in the very same time.
 */
import type { SceneEvidence } from '../evidence.js';
import type { Tick } from '../tick.js';
import { busyShare, parseJobs, type Job } from '../truth.js';

export interface Comparison {
  readonly what: string;
  readonly pid: number;
  readonly shown: number;
  readonly truth: number;
  /** Seconds of the monotonic clock between which both were measured. */
  readonly from: number;
  readonly to: number;
}

/** Every ratio of every client that put jobs on an engine, with its truth. The first sight of a client has none. */
export function compare(evidence: SceneEvidence): Comparison[] {
  const jobs = new Map<string, Job[]>();
  for (const job of parseJobs(evidence.text('truth'))) {
    const key = `${job.pid} ${job.engine}`;
    const known = jobs.get(key);
    if (known) known.push(job);
    else jobs.set(key, [job]);
  }
  const ticks = evidence.ticks('ticks');
  return ticks.flatMap((tick, index) => compareTick(tick, ticks[index - 1], jobs));
}

/** Clients are read somewhere between a sweep's start and its end: its middle is off by half a sweep at most. */
function readAtNs(tick: Tick): bigint {
  return BigInt(tick.t_mono_ns) + BigInt(Math.round(tick.scan.duration_ns / 2));
}

function compareTick(tick: Tick, before: Tick | undefined, jobs: ReadonlyMap<string, Job[]>): Comparison[] {
  if (!before) return [];
  const fromNs = readAtNs(before);
  const toNs = readAtNs(tick);
  return tick.clients.flatMap((client) =>
    Object.entries(client.engines).flatMap(([engine, { busy_ratio: shown }]) => {
      const own = jobs.get(`${client.pid} ${engine}`);
      if (shown === null || !own) return [];
      const truth = busyShare(own, fromNs, toNs);
      const what = `pid ${client.pid} ${engine} in the tick at ${tick.t_mono_ns}`;
      return [{ what, pid: client.pid, shown, truth, from: Number(fromNs) / 1e9, to: Number(toNs) / 1e9 }];
    }),
  );
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
  const off = ({ shown, truth }: Comparison) => Math.abs(shown - truth);
  return comparisons.reduce((most, comparison) => (off(comparison) > off(most) ? comparison : most));
}
