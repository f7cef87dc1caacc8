/** A group of `--by process|user|unit`: sums over the clients that it names. */
import { CLIENT_FACTS } from '../measures/client-facts.js';
import { engineClass } from '../measures/engines.js';
import type { Row } from '../view/row.js';
import { clientFact } from '../view/row-values.js';
import { mapObject, shownRatio } from './json-values.js';

export function jsonGroup(row: Row): object {
  return {
    by: row.grouping,
    device: row.device,
    driver: row.driver,
    pid: row.pid,
    user: row.user,
    unit: row.unit,
    client_ids: row.clients.map((client) => client.clientId),
    fds_without_stats: row.silentFds.length,
    engines: mapObject(row.engines, (ratio, name) => ({
      class: engineClass(row.driver, name),
      busy_ratio: shownRatio(ratio),
      raw_ratio: ratio,
    })),
    memory: mapObject(row.memory, (bytes) => ({ used_bytes: bytes })),
    ...Object.fromEntries(CLIENT_FACTS.map(({ name }) => [name, clientFact(row, name)])),
    gpu_time_ns: row.gpuTimeNs?.toString() ?? null,
    cpu_ratio: row.cpuRatio,
  };
}
