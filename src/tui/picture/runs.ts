/** Lines with SGR codes as runs of one look, as a picture needs them. */
import { cellWidth } from '../../view/text/text.js';
import type { Background } from '../theme/theme.js';
import { applySgr, DEFAULT_ATTR, lookOf } from '../terminal/cells.js';
import { paletteColour } from './colours.js';
import { GROUND, type Run } from './svg.js';

const SGR = /\x1b\[([\d;]*)m/g;

/** The runs of one finished line of a frame. */
export function runsOf(line: string, background: Background): Run[] {
  const runs: Run[] = [];
  let attr = DEFAULT_ATTR;
  let x = 0;
  let from = 0;
  const add = (text: string): void => {
    const cells = cellWidth(text);
    if (cells > 0) runs.push({ x, text, cells, ...coloured(attr, background) });
    x += cells;
  };
  for (const match of line.matchAll(SGR)) {
    add(line.slice(from, match.index));
    attr = applySgr(attr, match[1] ?? '');
    from = match.index + match[0].length;
  }
  add(line.slice(from));
  return runs;
}

function coloured(attr: number, background: Background): Omit<Run, 'x' | 'text' | 'cells'> {
  const { foreground, background: behind, bold, underlined, inverse } = lookOf(attr);
  const ground = GROUND[background];
  const colour = (of: number | string | null, own: string): string =>
    of === null ? own : typeof of === 'string' ? of : paletteColour(of, background);
  const [fore, back] = [colour(foreground, ground.fore), colour(behind, ground.back)];
  return { fore: inverse ? back : fore, back: inverse ? fore : back, bold, underlined };
}
