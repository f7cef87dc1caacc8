/** Facts laid out side by side, each in its colour, broken between facts and never wider than the line. */
import { cellWidth, cut } from '../view/text.js';
import type { Role, Styler } from './style.js';

export interface Span {
  /** Sanitised. */
  readonly text: string;
  readonly role?: Role;
}

export interface SpanLayout {
  readonly width: number;
  /** Between two facts of a line. */
  readonly separator: string;
  /** Before the first line, and before those that follow. */
  readonly indents: readonly [string, string];
  readonly style: Styler;
}

/** The lines; a fact longer than a line is cut. */
export function layOutSpans(spans: readonly Span[], { width, separator, indents, style }: SpanLayout): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { text, role } of spans) {
    if (used > 0 && used + separator.length + cellWidth(text) > width) {
      lines.push(line);
      used = 0;
    }
    const before = used > 0 ? separator : indents[lines.length === 0 ? 0 : 1].slice(0, width);
    if (used === 0) line = '';
    const shown = cut(text, width - used - before.length);
    line += before + (role === undefined ? shown : style(role, shown));
    used += before.length + cellWidth(shown);
  }
  return used > 0 ? [...lines, line] : lines;
}
