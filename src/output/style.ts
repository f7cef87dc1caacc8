/** The few colours of the plain table, and facts laid out side by side in them. Whether there are any is the caller's choice: a terminal, and no NO_COLOR. */
import { heatOf } from '../view/text/heat.js';
import { cellWidth, cut } from '../view/text/text.js';
import { styleText } from 'node:util';

export type Role = 'banner' | 'device' | 'head' | 'low' | 'middle' | 'high' | 'faint' | 'warning';

/** Puts a finished text into a role's colour; its width does not change. */
export type Styler = (role: Role, text: string) => string;

type Format = Parameters<typeof styleText>[0];

const FORMATS: Readonly<Record<Role, Format>> = {
  banner: ['bold', 'inverse'],
  device: 'bold',
  head: 'underline',
  low: 'green',
  middle: 'yellow',
  high: 'red',
  faint: 'gray',
  warning: 'yellow',
};

export const noStyle: Styler = (_, text) => text;

/** The caller has decided already, so styleText must not look at process.stdout again. */
export const colourStyle: Styler = (role, text) =>
  text.trim() === '' ? text : styleText(FORMATS[role], text, { validateStream: false });

/** The role of a busyness; the number beside it says the same. */
export function heatRole(ratio: number | null): Role {
  return ratio === null || ratio === 0 ? 'faint' : heatOf(ratio);
}

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
