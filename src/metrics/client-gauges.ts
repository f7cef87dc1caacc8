/** Gauges of what others than fdinfo tell of clients, one entry each: KFD's compute units, queues and evictions. */
import { COMPUTE_UNITS } from '../ledger/occupant-use.js';
import type { Client } from '../ledger/snapshot.js';

export interface ClientGauge {
  readonly name: string;
  readonly help: string;
  /** Null: not known of this client. */
  readonly valueOf: (client: Client) => number | null;
}

export const CLIENT_GAUGES: readonly ClientGauge[] = [
  {
    name: 'gpu_top_compute_units_in_use',
    help: 'Compute units that held waves at the instant of the reading (KFD): a sample and no share of time. Of as many as gpu_top_device_engine_capacity says of the engine cu.',
    valueOf({ engines }) {
      const { ratio = null, counters } = engines.get(COMPUTE_UNITS) ?? {};
      return ratio === null || counters === undefined ? null : Math.round(ratio * counters.capacity);
    },
  },
  {
    name: 'gpu_top_compute_queues',
    help: 'Compute queues of the processes (KFD).',
    valueOf: ({ occupant }) => occupant?.queues ?? null,
  },
  {
    name: 'gpu_top_compute_queues_evicted_seconds',
    help: 'Time for which compute queues were evicted (KFD), of the processes that are there, since each began: falls when one ends.',
    valueOf: ({ occupant }) => (occupant?.evictedMs == null ? null : occupant.evictedMs / 1000),
  },
];

export interface GaugeSeries {
  readonly gauge: ClientGauge;
  readonly device: string;
  readonly value: number;
}

/** The sums over the clients of each device that the figure is known of. */
export function gaugeSeries(clients: readonly Client[]): GaugeSeries[] {
  return CLIENT_GAUGES.flatMap((gauge) => {
    const sums = new Map<string, number>();
    for (const client of clients) {
      const value = gauge.valueOf(client);
      if (value !== null) sums.set(client.device, (sums.get(client.device) ?? 0) + value);
    }
    return Array.from(sums, ([device, value]) => ({ gauge, device, value }));
  });
}
