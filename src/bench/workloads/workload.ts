/** What is walked: a system with a known number of processes and fds. */
import type { Root } from '../../procfs/root.js';

export interface Workload {
  /** `550 real processes, 20 fds each`. */
  readonly label: string;
  readonly kind: 'live' | 'tree' | 'root' | 'system';
  readonly root: Root;
  /** What is pretended in it, in words for the report; null where nothing is. */
  readonly pretended: string | null;
  /** Ends every process and removes every file that was made. Safe to call twice. */
  close(): Promise<void>;
}

/** The shape that a made workload has. */
export interface WorkloadShape {
  readonly processes: number;
  readonly fdsPerProcess: number;
  readonly gpuClients: number;
}
