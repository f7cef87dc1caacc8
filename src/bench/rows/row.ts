/** One way of finding GPU clients, ready to be measured again and again. */

/** What one walk met. */
export interface Visited {
  readonly processes: number;
  readonly fds: number;
  readonly gpuFds: number;
}

export interface BenchRow {
  readonly key: string;
  /** For people: `name, full walk`. */
  readonly label: string;
  /** A walk from start to end, everything included that a tick of gpu-top needs. */
  walk(): Promise<Visited>;
  /** System calls of one walk in the steady state; null where they cannot be counted. */
  countCalls(): Promise<number | null>;
  /** Walks are costly: measured less often. */
  readonly slow: boolean;
}

/** A row that cannot be had here, and why. */
export interface MissingRow {
  readonly key: string;
  readonly label: string;
  readonly why: string;
}
