/**
 * One line of `gpu-top --json`, as far as the machine's tests look at it (docs of the whole: README, JSON).
 */
export interface Tick {
  readonly t_mono_ns: string;
  readonly interval_ns: number | null;
  readonly scan: {
    readonly duration_ns: number;
    readonly strategy: string;
    readonly processes: number;
    readonly gate: string | null;
    readonly holder_delay_ns: number | null;
  };
  readonly coverage: {
    readonly processes_seen: number;
    readonly processes_unreadable: number;
    readonly by_errno: Readonly<Record<string, number>>;
    readonly drm_fds_without_stats: number;
  };
  readonly devices: readonly TickDevice[];
  readonly clients: readonly TickClient[];
  readonly fds_without_stats: readonly { readonly pid: number; readonly fd: number }[];
}

export interface TickDevice {
  readonly id: string;
  readonly driver: string | null;
  readonly nodes: readonly string[];
  readonly open_files: number | null;
  readonly open_files_seen: number | null;
  readonly engines: Readonly<Record<string, { readonly busy_ratio: number | null; readonly capacity: number }>>;
}

export interface TickClient {
  readonly device: string;
  readonly client_id: string;
  readonly driver: string;
  readonly pid: number;
  readonly comm: string | null;
  /** When the fdinfo behind these numbers was read. */
  readonly read_mono_ns: string;
  readonly holders: readonly { readonly pid: number; readonly fds: readonly number[] }[];
  readonly engines: Readonly<Record<string, { readonly busy_ratio: number | null; readonly busy_ns: string | null }>>;
  readonly memory: Readonly<Record<string, { readonly used_bytes: number | null }>>;
}

/** The whole lines of an NDJSON text; a line cut short at the end (a machine that died) is left out. */
export function parseTicks(text: string): Tick[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Tick);
}
