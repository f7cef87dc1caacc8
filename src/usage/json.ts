/** A report as one JSON object: schema `gpu-top-over/1`. Units stand in the key names, counters are strings of digits, unknown is null. */
import type { Snapshot } from '../ledger/snapshot.js';
import type { ProcessFacts } from '../scan/sweep.js';
import type { DeviceUsage, EngineUsage, Life, MemoryUsage, UsageReport } from './report.js';

/** @param last the newest snapshot, for what could not be seen */
export function usageReportJson(report: UsageReport, last: Snapshot): object {
  return {
    schema: 'gpu-top-over/1',
    host: last.host,
    source: last.source,
    t_wall_from: time(report.wallMs - report.coveredNs / 1e6),
    t_wall: time(report.wallMs),
    span_ns: Math.round(report.coveredNs),
    devices: report.devices.map((device) => deviceJson(device, last.host)),
    processes: report.lives.map((life) => lifeJson(life, last.host)),
    fds_without_stats: last.silentFds.length,
    coverage: {
      processes_seen: last.coverage.processesSeen,
      processes_unreadable: last.coverage.processesUnreadable,
      by_errno: Object.fromEntries(last.coverage.byErrno),
    },
  };
}

function deviceJson({ device: { host, id, driver, nodes, name }, engines, memory }: DeviceUsage, machine: string): object {
  return {
    host: host ?? machine,
    id,
    driver,
    nodes,
    name,
    engines: Object.fromEntries(engines.map((engine) => [engine.name, engineJson(engine)])),
    memory: memory === null ? null : memoryJson(memory),
  };
}

function engineJson({ class: kind, capacity, busyNs, ratio, shares }: EngineUsage): object {
  return {
    class: kind,
    capacity,
    busy_ns: digits(busyNs),
    busy_ratio: ratio,
    // Those of one name and unit together; comm is null for clients that are not told apart.
    users: shares.map(({ who, processes, atOnce, busyNs: ns, ratio: share }) => ({
      comm: who?.comm ?? null,
      unit: who?.unit?.text ?? null,
      processes,
      processes_at_once: atOnce,
      busy_ns: digits(ns),
      busy_ratio: share,
    })),
  };
}

function memoryJson({ memory, fromBytes, toBytes, changes }: MemoryUsage): object {
  return {
    regions: memory.regions,
    used_bytes_from: fromBytes,
    used_bytes: toBytes,
    total_bytes: memory.totalBytes,
    changes: changes.map((change) => ({
      ...processJson(change.who),
      used_bytes_from: change.fromBytes,
      used_bytes: change.toBytes,
    })),
  };
}

function lifeJson({ who, host, devices, beganMs, endedMs, engines, peakBytes }: Life, machine: string): object {
  return {
    host: host ?? machine,
    ...processJson(who),
    user: who.user,
    unit: who.unit?.text ?? null,
    devices,
    t_wall_began: beganMs === null ? null : time(beganMs),
    t_wall_ended: endedMs === null ? null : time(endedMs),
    engines: engines.map(({ device, name, capacity, busyNs }) => ({ device, engine: name, capacity, busy_ns: digits(busyNs) })),
    peak_bytes: peakBytes,
  };
}

function processJson({ pid, startTimeTicks, comm }: ProcessFacts): object {
  return { pid, start_time_ticks: startTimeTicks, comm };
}

function digits(ns: number): string {
  return String(Math.round(ns));
}

function time(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
