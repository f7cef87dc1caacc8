/** `-1 --over 60s`: watches for so long, then says who used what in that time. */
import type { Monitor } from '../options/monitor.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { safeJson } from '../output/safe-json.js';
import { titleLines } from '../output/table-devices.js';
import type { Paper } from '../output/format.js';
import { colourStyle, noStyle, type Role } from '../output/style.js';
import { Pace } from '../shell/pace.js';
import type { ProgressLine } from '../shell/progress-line.js';
import type { Stop } from '../shell/stop.js';
import { usageReportJson } from '../usage/json.js';
import { MOST_TOLD, usageLines, type UsageRole } from '../usage/lines.js';
import { usageReport, type UsageReport } from '../usage/report.js';
import { UsageLog } from '../usage/usage-log.js';
import { toAscii } from '../view/text/ascii.js';
import { coverageNotes } from '../view/coverage/coverage.js';
import { checkDevice } from '../view/devices/devices.js';
import { duration } from '../view/text/numbers.js';
import { wrap } from '../view/text/text.js';

export interface OverOptions {
  readonly overMs: number;
  readonly intervalMs: number;
  /** Only this device. */
  readonly device: string | null;
  readonly json: boolean;
  readonly paper: Paper;
}

/** @returns the text to print: of the time until it was stopped, or the recording was over, where that is less; empty: nothing was seen */
export async function watchOver(monitor: Monitor, stop: Stop, progress: ProgressLine, options: OverOptions): Promise<string> {
  const { overMs, intervalMs, device, json, paper } = options;
  const log = new UsageLog({ spans: [overMs / 1000] });
  const take = (): Promise<Snapshot | null> => (monitor.present ? stop.mortal(() => monitor.next()) : monitor.next());
  let last: Snapshot | null = await take();
  if (last !== null && device !== null) checkDevice(last.devices, device);
  const pace = new Pace(Math.min(intervalMs, overMs));
  // The last sweep comes when the time is over, give or take half a tick.
  for (let next = last; next !== null && !stop.stopped(); next = await take()) {
    last = next;
    const beforeMs = log.nowMs;
    log.add(next);
    progress.show(`of ${duration(overMs * 1e6)}; Ctrl-C tells what there is so far`, Math.min(1, log.nowMs / overMs));
    // A recording has a pace of its own.
    const tickMs = monitor.present ? pace.intervalMs : log.nowMs - beforeMs;
    if (log.nowMs + tickMs / 2 > overMs) break;
    if (monitor.present) await pace.next(stop.signal);
  }
  progress.clear();
  if (last === null || log.nowMs === 0) return '';
  const report = usageReport(log, overMs / 1000, { device, ...(json ? {} : { most: MOST_TOLD }) });
  return json ? `${safeJson(usageReportJson(report, last))}\n` : text(report, last, paper);
}

const ROLES: Readonly<Record<UsageRole, Role | null>> = {
  title: 'device',
  dim: 'faint',
  low: 'low',
  middle: 'middle',
  high: 'high',
  memory: null,
};

function text(report: UsageReport, last: Snapshot, { width, colour, ascii }: Paper): string {
  const style = colour ? colourStyle : noStyle;
  const cells = Math.max(1, width());
  const tint = (role: UsageRole, words: string): string => {
    const own = ROLES[role];
    return own === null ? words : style(own, words);
  };
  const lines = [
    ...titleLines({ ...last, intervalNs: report.coveredNs }, cells, style),
    ...usageLines(report, cells, { tint }).map((draw) => draw()),
    ...coverageNotes({ ...last, clamped: 0, impossible: [] }).flatMap((note) =>
      wrap(note, cells, '  ').map((line) => style('warning', line)),
    ),
  ];
  return `${(ascii ? lines.map(toAscii) : lines).map((line) => line.trimEnd()).join('\n')}\n`;
}
