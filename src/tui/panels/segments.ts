/** Lines made of facts that give way: when a line is too short, the least useful fact goes first. */
import { cellWidth, cut } from '../../view/text/text.js';
import { paint, type Style } from '../theme/style.js';
import type { Role, Theme } from '../theme/theme.js';

export interface Segment {
  /** Printable text without SGR codes. */
  readonly text: string;
  readonly role?: Role;
  /** In place of a role. */
  readonly style?: Style;
  /** The highest rank goes first; 0 stays. */
  readonly rank: number;
  /** When its turn comes it is cut, to no less than so many cells, and goes after all others that can; absent: it goes as a whole. */
  readonly least?: number;
  /** Put before the segment when another stands to its left; default ` · `. */
  readonly gap?: string;
}

const GAP = ' · ';

/** A segment with the cells that it takes, measured once. */
interface Measured {
  readonly text: string;
  readonly style: Style | undefined;
  readonly rank: number;
  readonly gap: string;
  readonly cells: number;
  readonly gapCells: number;
  readonly least: number | null;
}

/** Of those that go the last. */
const LAST_RANK = 1;

function measured(theme: Theme, segments: readonly Segment[]): Measured[] {
  const all: Measured[] = [];
  for (const { text, role, style = role === undefined ? undefined : theme[role], rank, gap = GAP, least = null } of segments) {
    if (text !== '') all.push({ text, style, rank, gap, cells: cellWidth(text), gapCells: cellWidth(gap), least });
  }
  return all;
}

function widthOf(segments: readonly Measured[]): number {
  let width = 0;
  for (const { cells, gapCells } of segments) width += cells + (width === 0 ? 0 : gapCells);
  return width;
}

function write(theme: Theme, segments: readonly Measured[]): string {
  let line = '';
  for (const { text, style, gap } of segments) {
    if (line !== '') line += paint(theme.dim, gap);
    line += style === undefined ? text : paint(style, text);
  }
  return line;
}

/**
 * One line of exactly `width` cells: `left` from the left edge, `right` up to the right edge, `filler` between them.
 * Segments are dropped by rank until everything fits; if what must stay does not, its last piece is cut.
 */
export function segmentLine(
  theme: Theme,
  width: number,
  left: readonly Segment[],
  right: readonly Segment[] = [],
  filler = ' ',
): string {
  const [l, r] = [measured(theme, left), measured(theme, right)];
  let gap = width - widthOf(l) - widthOf(r);
  // A rule between the two sides is seen from one cell on, with a blank at each end.
  const least = filler === ' ' ? 1 : 3;
  let wanted = r.length > 0 ? least : 0;
  while (gap < wanted) {
    const [last, lastOfRight] = [worst(l), worst(r)];
    const [from, at] = rankAt(r, lastOfRight) >= rankAt(l, last) ? [r, lastOfRight] : [l, last];
    if (rankAt(from, at) === 0) return cutLine(theme, width, [...l, ...r]);
    from.splice(at, 1, ...shortened(from[at], wanted - gap));
    gap = width - widthOf(l) - widthOf(r);
    wanted = r.length > 0 ? least : 0;
  }
  // The filler keeps one blank from the words on each side.
  const rule =
    filler === ' ' || gap < 3
      ? ' '.repeat(gap)
      : ` ${paint(theme.dim, filler.repeat(gap - (r.length > 0 ? 2 : 1)))}${r.length > 0 ? ' ' : ''}`;
  return write(theme, l) + rule + write(theme, r);
}

/** What stays of a segment whose turn it is to go. */
function shortened(segment: Measured | undefined, by: number): Measured[] {
  if (segment === undefined || segment.least === null) return [];
  const text = cut(segment.text, Math.max(segment.least, segment.cells - by));
  return [{ ...segment, text, cells: cellWidth(text), rank: LAST_RANK, least: null }];
}

/** The place of the highest rank, the last of several; -1: there is none. */
function worst(segments: readonly Measured[]): number {
  let at = -1;
  for (let i = 0; i < segments.length; i += 1) if (rankAt(segments, i) >= rankAt(segments, at)) at = i;
  return at;
}

function rankAt(segments: readonly Measured[], at: number): number {
  return segments[at]?.rank ?? 0;
}

/** What must stay does not fit: the segments from the left, the last one cut. */
function cutLine(theme: Theme, width: number, segments: readonly Measured[]): string {
  let line = '';
  let left = width;
  for (const [i, segment] of segments.entries()) {
    const gapCells = i === 0 ? 0 : segment.gapCells;
    const text = cut(segment.text, left - gapCells);
    if (text === '') break;
    line += write(theme, [{ ...segment, text: i === 0 ? text : segment.gap + text }]);
    left -= gapCells + cellWidth(text);
  }
  return line + ' '.repeat(left);
}
