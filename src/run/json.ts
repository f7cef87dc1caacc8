/** What a command used, as one JSON object: schema `gpu-top-run/1`. Counters are strings of digits, unknown is null. */
import type { EngineUsage } from './engine-tally.js';
import type { Ran } from './report.js';
import type { DeviceUsage, Usage } from './tally.js';

export function usageJson(usage: Usage, { command, exitCode, signal, elapsedNs, intervalNs, last }: Ran): object {
  return {
    schema: 'gpu-top-run/1',
    host: last.host,
    command,
    exit_code: exitCode,
    signal,
    elapsed_ns: elapsedNs,
    sweeps: usage.samples,
    // As asked for, and what became of it: so much of each client's end may be missing.
    interval_ns: intervalNs,
    longest_gap_ns: usage.longestGapNs,
    clients: usage.clients,
    processes: usage.processes,
    fds_without_stats: usage.fdsWithoutStats,
    devices: usage.devices.map((device) => deviceJson(device, elapsedNs)),
    devices_present: last.devices.map(({ id }) => id),
    coverage: {
      processes_seen: last.coverage.processesSeen,
      processes_unreadable: last.coverage.processesUnreadable,
      by_errno: Object.fromEntries(last.coverage.byErrno),
    },
  };
}

function deviceJson({ device, clients, engines, peakBytes }: DeviceUsage, elapsedNs: number): object {
  return {
    id: device.id,
    driver: device.driver,
    nodes: device.nodes,
    name: device.name,
    clients,
    engines: Object.fromEntries(Array.from(engines, ([name, engine]) => [name, engineJson(engine, elapsedNs)])),
    memory: Object.fromEntries(Array.from(peakBytes, ([name, peak]) => [name, { peak_bytes: peak }])),
  };
}

function engineJson({ busyNs, cycles, basis, capacity }: EngineUsage, elapsedNs: number): object {
  return {
    busy_ns: busyNs?.toString() ?? null,
    busy_ratio: busyNs === null || elapsedNs === 0 ? null : Number(busyNs) / elapsedNs / capacity,
    cycles: cycles?.toString() ?? null,
    basis,
    capacity,
  };
}
