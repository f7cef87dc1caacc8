/**
 * Measures rows in turn, A B C A B C, so that a machine that grows slower or faster does so for all of them alike.
 */
import type { BenchRow, Visited } from './rows/row.js';
import { type Spread, spread } from './statistics.js';

export interface Sample {
  readonly userNs: number;
  readonly systemNs: number;
  readonly wallNs: number;
}

export interface Measured {
  readonly key: string;
  readonly label: string;
  readonly visited: Visited;
  /** The first walk ever: nothing compiled, nothing settled. */
  readonly cold: Sample;
  /** User plus system CPU time of each counted walk, ns. */
  readonly cpuNs: readonly number[];
  readonly cpu: Spread;
  readonly user: Spread;
  readonly system: Spread;
  readonly wall: Spread;
  /** System calls of one walk in the steady state; null where they cannot be counted. */
  readonly systemCalls: number | null;
}

export interface MeasureOptions {
  readonly iterations: number;
  /** Walks of each row that do not count. */
  readonly warmUp: number;
  /** A slow row is measured in every so-many-th round. */
  readonly slowEvery: number;
  /** Called before each walk. Throws to end the measuring. */
  readonly progress: (done: number, all: number) => void;
}

export async function measureRows(rows: readonly BenchRow[], options: MeasureOptions): Promise<Measured[]> {
  const { iterations, warmUp, slowEvery, progress } = options;
  const runs = rows.map((row) => ({
    row,
    samples: [] as Sample[],
    cold: null as Sample | null,
    visited: { processes: 0, fds: 0, gpuFds: 0 },
  }));
  const rounds = warmUp + iterations;
  for (let round = 0; round < rounds; round++) {
    for (const [at, run] of runs.entries()) {
      progress(round * runs.length + at, rounds * runs.length);
      if (run.row.slow && round > 0 && round % slowEvery !== 0) continue;
      const { sample, visited } = await take(run.row);
      run.visited = visited;
      run.cold ??= sample;
      if (round >= warmUp || (run.row.slow && round > 0)) run.samples.push(sample);
    }
  }
  const results: Measured[] = [];
  for (const { row, samples, cold, visited } of runs) {
    const [cpu, user, system, wall] = [cpuOf, userOf, systemOf, wallOf].map((value) => spread(samples.map(value)));
    if (!cold || !cpu || !user || !system || !wall) continue;
    results.push({
      key: row.key,
      label: row.label,
      visited,
      cold,
      cpuNs: samples.map(cpuOf),
      cpu,
      user,
      system,
      wall,
      systemCalls: await row.countCalls(),
    });
  }
  return results;
}

export const cpuOf = ({ userNs, systemNs }: Sample): number => userNs + systemNs;
const userOf = ({ userNs }: Sample): number => userNs;
const systemOf = ({ systemNs }: Sample): number => systemNs;
export const wallOf = ({ wallNs }: Sample): number => wallNs;

async function take(row: BenchRow): Promise<{ readonly sample: Sample; readonly visited: Visited }> {
  const { result, sample } = await timed(() => row.walk());
  return { visited: result, sample };
}

/** What `work` gives, and what it took. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ readonly result: T; readonly sample: Sample }> {
  const cpuBefore = process.cpuUsage();
  const wallBeforeNs = process.hrtime.bigint();
  const result = await work();
  const wallNs = Number(process.hrtime.bigint() - wallBeforeNs);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { result, sample: { userNs: user * 1000, systemNs: system * 1000, wallNs } };
}
