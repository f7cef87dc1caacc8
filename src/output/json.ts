/**
 * `--json`: one object per line and tick, schema `gpu-top/1`, described in docs/schema/gpu-top-1.json.
 *
 * For programs, so nothing is rounded or shortened: units stand in the key names, ratios are 0..1 of the engine group,
 * 64-bit counters and ids are strings of decimal digits, and unknown is null, never 0 and never a missing key. Sort,
 * filter, device and `all` choose the clients listed; devices and coverage always stay whole. Fields may be added; the
 * schema's number changes only when one is removed or changes its meaning.
 */
import type { Client, HostState, Snapshot } from '../ledger/snapshot.js';
import { type Filter, parseFilter } from '../view/filter/filter.js';
import type { ViewOptions } from '../view/row/row.js';
import { keyOf, openFiles } from '../view/coverage/open-files.js';
import { buildRows } from '../view/rows.js';
import { checkView } from './check-view.js';
import { ClientTexts } from './client-texts.js';
import type { Emitter } from './format.js';
import type { GpuTopLine } from './gpu-top-1.js';
import { jsonClient, jsonSilentFd } from './json-client.js';
import { countBy, jsonDevice, jsonGroup } from './json-parts.js';
import { safeJson } from './safe-json.js';

export const SCHEMA = 'gpu-top/1';

/** @throws UsageError at once for a bad filter; the first tick throws it for an unknown sort key or device */
export function jsonEmitter(options: ViewOptions): Emitter {
  const filter = parseFilter(options.filter);
  const texts = new ClientTexts();
  let first = true;
  return {
    tick(snapshot) {
      if (first) checkView(snapshot, options);
      first = false;
      const { above, clients, below } = partsOf(snapshot, options, filter);
      return `${safeJson(above).slice(0, -1)},"clients":[${texts.of(clients, snapshot)}],${safeJson(below).slice(1)}\n`;
    },
  };
}

/** Everything, in the order of the busiest. */
const EVERYTHING: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true };

/** The object behind a line. */
export function jsonSnapshot(
  snapshot: Snapshot,
  options: ViewOptions = EVERYTHING,
  filter = parseFilter(options.filter),
): GpuTopLine {
  const { above, clients, below } = partsOf(snapshot, options, filter);
  const line: object = { ...above, clients: clients.map((client) => jsonClient(client, snapshot)), ...below };
  // Every output of the tests is held to the schema that the type is made of.
  return line as GpuTopLine;
}

/** What stands in a line above its clients and below them. */
interface LineParts {
  readonly above: object;
  readonly clients: readonly Client[];
  readonly below: object;
}

function partsOf(snapshot: Snapshot, options: ViewOptions, filter: Filter): LineParts {
  const { cost, coverage } = snapshot;
  const rows = buildRows(snapshot, options, filter);
  const files = openFiles(snapshot);
  const above = {
    schema: SCHEMA,
    t_wall: new Date(snapshot.wallMs).toISOString(),
    t_mono_ns: snapshot.atNs.toString(),
    interval_ns: snapshot.intervalNs,
    host: snapshot.host,
    source: { kind: snapshot.source.kind, root: snapshot.source.root },
    scan: {
      strategy: cost.strategy,
      mode: cost.mode,
      duration_ns: cost.durationNs,
      cpu_ns: cost.cpuNs,
      processes: cost.processes,
      processes_listed: cost.processesListed,
      fds_checked: cost.fdsChecked,
      drm_fds: cost.drmFds,
      worst_delay_ns: rounded(cost.worstDelayNs),
      holder_delay_ns: rounded(cost.holderDelayNs),
      gate: cost.gate,
    },
    coverage: {
      processes_seen: coverage.processesSeen,
      processes_unreadable: coverage.processesUnreadable,
      processes_waiting: coverage.processesWaiting,
      fds_unlisted: coverage.fdsUnlisted,
      by_errno: Object.fromEntries(coverage.byErrno),
      drm_fds_without_stats: snapshot.silentFds.length,
      clamped: snapshot.clamped,
      impossible: countBy(snapshot.impossible, ({ kind }) => kind),
      troubles: coverage.troubles.map(({ errno, path }) => ({ errno, path })),
    },
    hosts: snapshot.hosts?.map(jsonHost) ?? null,
    devices: snapshot.devices.map((device) => jsonDevice(device, snapshot.host, files.get(keyOf(device))?.seen ?? null)),
    clients_total: snapshot.clients.length,
  };
  const below = {
    groups: options.by === 'client' ? null : rows.map(jsonGroup),
    fds_without_stats: rows.flatMap((row) => row.silentFds.map((silent) => jsonSilentFd(silent, snapshot.host))),
  };
  return { above, clients: rows.flatMap((row) => row.clients), below };
}

function jsonHost({ host, trouble, coverage }: HostState): object {
  return {
    host,
    trouble,
    processes_seen: coverage?.processesSeen ?? null,
    processes_unreadable: coverage?.processesUnreadable ?? null,
    by_errno: coverage === undefined ? null : Object.fromEntries(coverage.byErrno),
  };
}

function rounded(ns: number | null): number | null {
  return ns === null ? null : Math.round(ns);
}
