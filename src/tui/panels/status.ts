/** The status line: what watching costs, how late it can be, and what it could not see. */
import { cellWidth, fit } from '../../view/text/text.js';
import type { Snapshot } from '../../ledger/snapshot.js';
import { coverageNotes } from '../../view/coverage/coverage.js';
import { cpuPercent, duration } from '../../view/text/numbers.js';
import { openFiles } from '../../view/coverage/open-files.js';
import { printable } from '../../view/text/printable.js';
import { segmentLine, type Segment } from './segments.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/** What gpu-top itself uses and waits for, told by whoever runs it. */
export interface SelfCost {
  /** CPU time over the last interval as a share of one core; null before it is known. */
  readonly cpuRatio: number | null;
  /** What a sweep that is late waits for, as one printable line; absent while none is late. */
  readonly late?: string | null;
  /** Where a recording stands: `0:42 of 3:10`; absent when it is no recording. */
  readonly position?: string;
}

export function statusLine(theme: Theme, snapshot: Snapshot, self: SelfCost | null, idle: number, width: number): string {
  const { cost } = snapshot;
  // What is clamped or cannot be comes and goes with the driver's moods; it stands on the page `w`, where nothing jumps for it.
  const [coverage] = coverageNotes({ ...snapshot, clamped: 0, impossible: [] });
  const segments: Segment[] = [
    { text: self?.position ?? '', role: 'title', rank: 0 },
    { text: `scan ${fit(duration(cost.durationNs), 6, 'right')}`, role: 'label', rank: 1 },
    { text: `${snapshot.coverage.processesSeen} processes, ${cost.drmFds} fds read`, role: 'label', rank: 6 },
    { text: `${cost.strategy}, ${cost.mode}`, role: 'label', rank: 7 },
    { text: cost.worstDelayNs === null ? '' : `new clients within ${duration(cost.worstDelayNs)}`, role: 'label', rank: 5 },
    { text: openFilesText(snapshot), role: 'label', rank: 8 },
    { text: self?.cpuRatio == null ? '' : `own CPU ${fit(cpuPercent(self.cpuRatio), 6, 'right')}`, role: 'label', rank: 4 },
    { text: idle === 0 ? '' : `${idle} idle hidden`, role: 'label', rank: 2 },
  ];
  if (coverage === undefined) return segmentLine(theme, width, segments);
  // In full where the cost of the scan still fits beside it; else the number, and the key that says the rest.
  const full: Segment = { text: `${coverage} (w: why)`, role: 'warning', rank: 0 };
  const brief: Segment = { text: `${coverage.replace(/ of .*/s, '')} unreadable (w: why)`, role: 'warning', rank: 0 };
  const first = segments.filter(({ rank }) => rank <= 1);
  const fits = cellWidth(full.text) + cellWidth(first.map(({ text }) => text).join(' · ')) + 3 <= width;
  return segmentLine(theme, width, [
    ...segments,
    fits || snapshot.coverage.processesUnreadable === 0 || snapshot.hosts !== undefined ? full : brief,
  ]);
}

/** `12 of 14 open files seen` where the kernel counts more than were seen; else nothing: the page w tells it. */
function openFilesText(snapshot: Snapshot): string {
  const short = [...openFiles(snapshot).values()].find(({ kernel, seen }) => seen !== null && seen < kernel);
  return short === undefined ? '' : `${short.seen} of at most ${short.kernel} open files seen`;
}

/** A message, a question, a line being typed or what is waited for, in place of the status line. */
export function noteLine(theme: Theme, text: string, width: number): string {
  return paint(theme.warning, fit(printable(text), width));
}
