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
  /** Put before the segment when another stands to its left; default ` · `. */
  readonly gap?: string;
}

const GAP = ' · ';

function widthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { text, gap = GAP }, i) => sum + cellWidth(text) + (i === 0 ? 0 : cellWidth(gap)), 0);
}

function write(theme: Theme, segments: readonly Segment[]): string {
  return segments
    .map(
      ({ text, role, style = role === undefined ? undefined : theme[role], gap = GAP }, i) =>
        paint(theme.dim, i === 0 ? '' : gap) + (style === undefined ? text : paint(style, text)),
    )
    .join('');
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
  let [l, r] = [left.filter(({ text }) => text !== ''), right.filter(({ text }) => text !== '')];
  const total = (): number => widthOf(l) + widthOf(r) + (r.length > 0 ? 1 : 0);
  while (total() > width) {
    const rank = Math.max(0, ...l.map((each) => each.rank), ...r.map((each) => each.rank));
    if (rank === 0) return cutLine(theme, width, [...l, ...r]);
    const worst = [...l, ...r].findLast((each) => each.rank === rank);
    l = l.filter((each) => each !== worst);
    r = r.filter((each) => each !== worst);
  }
  const gap = width - widthOf(l) - widthOf(r);
  // The filler keeps one blank from the words on each side.
  const rule =
    filler === ' ' || gap < 3
      ? ' '.repeat(gap)
      : ` ${paint(theme.dim, filler.repeat(gap - (r.length > 0 ? 2 : 1)))}${r.length > 0 ? ' ' : ''}`;
  return write(theme, l) + rule + write(theme, r);
}

/** What must stay does not fit: the segments from the left, the last one cut. */
function cutLine(theme: Theme, width: number, segments: readonly Segment[]): string {
  let line = '';
  let left = width;
  for (const [i, segment] of segments.entries()) {
    const gap = i === 0 ? '' : (segment.gap ?? GAP);
    const text = cut(segment.text, left - cellWidth(gap));
    if (text === '') break;
    line += write(theme, [{ ...segment, text: gap + text }]);
    left -= cellWidth(gap) + cellWidth(text);
  }
  return line + ' '.repeat(left);
}
