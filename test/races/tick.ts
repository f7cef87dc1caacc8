/** What the checks use of a line of `gpu-top --json`. */
export interface Tick {
  readonly t_mono_ns: string;
  readonly interval_ns: number | null;
  readonly scan: { readonly duration_ns: number; readonly processes: number; readonly processes_listed: number };
  readonly coverage: {
    readonly processes_seen: number;
    readonly processes_unreadable: number;
    readonly by_errno: Readonly<Record<string, number>>;
    readonly troubles: readonly unknown[];
  };
  readonly clients_total: number;
  readonly clients: readonly TickClient[];
  readonly fds_without_stats: readonly { readonly node: string | null }[];
}

export interface TickClient {
  readonly client_id: string;
  readonly driver: string;
  readonly read_mono_ns: string;
  readonly pid: number;
  readonly holders: readonly { readonly pid: number; readonly fds: readonly number[] }[];
  readonly engines: Readonly<Record<string, { readonly raw_ratio: number | null; readonly busy_ns: string | null }>>;
}
