/** The metrics of gpu-top itself: what it could not see, what it left out, and what looking cost. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ExportState } from './accumulate.js';
import { labelText } from './groups.js';
import { PLACE_LABELS, placesOf } from './hosts.js';

/** What the exporter's processes use, its own and the scanner's, and how its sampling fares. */
export interface OwnCost {
  readonly cpuSeconds: number | null;
  readonly residentBytes: number | null;
  readonly openFds: number | null;
  /** Seconds since the epoch at which the process started. */
  readonly startSeconds: number | null;
  /** False: the newest sweep failed, and what is shown is older. */
  readonly sampled: boolean;
  readonly program: string;
}

type Pick = (snapshot: Snapshot, state: ExportState, own: OwnCost) => number | null;

const GAUGES: readonly (readonly [string, string, Pick])[] = [
  [
    'gpu_top_up',
    '1 while sweeps succeed; 0: the newest failed and all values are of the last good one.',
    (_, __, own) => Number(own.sampled),
  ],
  [
    'gpu_top_sample_timestamp_seconds',
    'When the newest sweep was taken, in seconds since the epoch.',
    ({ wallMs }) => wallMs / 1000,
  ],
  ['gpu_top_processes', 'Processes seen in the newest sweep.', ({ coverage }) => coverage.processesSeen],
  [
    'gpu_top_processes_unreadable',
    'Processes whose fds could not be seen in the newest sweep.',
    ({ coverage }) => coverage.processesUnreadable,
  ],
  ['gpu_top_processes_listed', 'Processes whose fds were listed in the newest sweep.', ({ cost }) => cost.processesListed],
  ['gpu_top_scan_duration_seconds', 'Time that the newest sweep took.', ({ cost }) => cost.durationNs / 1e9],
  ['gpu_top_scan_fds', 'fds looked at in the newest sweep.', ({ cost }) => cost.fdsChecked],
  ['gpu_top_drm_fds', 'DRM fds found in the newest sweep.', ({ cost }) => cost.drmFds],
  [
    'gpu_top_scan_worst_delay_seconds',
    'Longest time until a new client is seen.',
    ({ cost }) => (cost.worstDelayNs === null ? null : cost.worstDelayNs / 1e9),
  ],
  [
    'gpu_top_scan_holder_delay_seconds',
    'Longest time until a new holder of a known client is seen.',
    ({ cost }) => (cost.holderDelayNs === null ? null : cost.holderDelayNs / 1e9),
  ],
  ['gpu_top_groups', 'Groups with series of their own.', (_, { groups }) => groups.size],
  ['gpu_top_groups_folded', 'Groups that count under other because --max-series is reached.', (_, { folded }) => folded.size],
  [
    'process_resident_memory_bytes',
    'Resident memory of gpu-top, its scanner included; what both share counts twice.',
    (_, __, own) => own.residentBytes,
  ],
  ['process_open_fds', 'Open fds of gpu-top, its scanner included.', (_, __, own) => own.openFds],
  ['process_start_time_seconds', 'When gpu-top started, in seconds since the epoch.', (_, __, own) => own.startSeconds],
];

const COUNTERS: readonly (readonly [string, string, Pick])[] = [
  ['gpu_top_sweeps_total', 'Sweeps taken.', (_, { sweeps }) => sweeps],
  ['gpu_top_scan_seconds_total', 'Time spent in sweeps.', (_, { scanNs }) => scanNs / 1e9],
  ['gpu_top_scan_cpu_seconds_total', 'CPU time spent in sweeps.', (_, { scanCpuNs }) => scanCpuNs / 1e9],
  ['gpu_top_impossible_figures_total', 'Figures that cannot be and were left out.', (_, { impossible }) => impossible],
  ['gpu_top_clamped_ratios_total', 'Busy ratios above 1, which screens show as 100 %.', (_, { clamped }) => clamped],
  ['process_cpu_seconds_total', 'CPU time of gpu-top, its scanner included.', (_, __, own) => own.cpuSeconds],
];

/** For pages in which another program's own process_* stand too. */
export const NO_PROCESS = { cpuSeconds: null, residentBytes: null, openFds: null, startSeconds: null } as const;

/** Defines the metrics; the function it gives fills them. */
export function scanMetrics(registry: Registry): (state: ExportState, snapshot: Snapshot, own: OwnCost) => void {
  const registers = [registry];
  const gauges = GAUGES.map(([name, help, pick]) => ({ metric: new Gauge({ name, help, registers }), pick }));
  const counters = COUNTERS.map(([name, help, pick]) => ({ metric: new Counter({ name, help, registers }), pick }));
  const build = new Gauge({
    name: 'gpu_top_build_info',
    help: 'Always 1; the version stands in the label.',
    labelNames: ['version'],
    registers,
  });
  const refused = new Gauge({
    name: 'gpu_top_refused_reads',
    help: 'Reads that the kernel refused in the newest sweep, by errno.',
    labelNames: ['errno'],
    registers,
  });
  const silent = new Gauge({
    name: 'gpu_top_fds_without_statistics',
    help: 'DRM fds whose driver prints no statistics.',
    labelNames: [...PLACE_LABELS, 'driver'],
    registers,
  });
  const hostUp = new Gauge({
    name: 'gpu_top_host_up',
    help: '1 while a machine that is looked at from afar (--ssh, --via) answers.',
    labelNames: ['host'],
    registers,
  });
  const ofHost = (name: string, help: string) =>
    new Gauge({ name: `gpu_top_host_${name}`, help, labelNames: ['host'], registers });
  const hostSeen = ofHost('processes', 'Processes seen on a machine that is looked at from afar.');
  const hostUnreadable = ofHost(
    'processes_unreadable',
    'Processes whose fds could not be seen on a machine that is looked at from afar.',
  );
  return (state, snapshot, own) => {
    const at = placesOf(snapshot);
    for (const { metric, pick } of gauges) {
      const value = pick(snapshot, state, own);
      if (value === null) metric.remove();
      else metric.set(value);
    }
    for (const { metric, pick } of counters) {
      const value = pick(snapshot, state, own);
      if (value === null) metric.remove();
      else metric.inc(value);
    }
    build.set({ version: own.program }, 1);
    for (const [errno, count] of snapshot.coverage.byErrno) refused.set({ errno: labelText(errno) }, count);
    for (const { device, driver } of snapshot.silentFds) silent.inc({ ...at(device ?? ''), driver: labelText(driver ?? '') });
    for (const { host: name, trouble, coverage } of snapshot.hosts ?? []) {
      const host = { host: labelText(name) };
      hostUp.set(host, trouble === null ? 1 : 0);
      if (coverage === undefined) continue;
      hostSeen.set(host, coverage.processesSeen);
      hostUnreadable.set(host, coverage.processesUnreadable);
    }
  };
}
