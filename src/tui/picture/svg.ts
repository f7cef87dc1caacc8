/**
 * A screen as an SVG picture: fields, text on the grid of cells, and blocks and frames as shapes. Everything in it is drawn here: no script, no
 * style, nothing from elsewhere; and what another process wrote is text in it, whatever it says.
 */
import type { Background } from '../theme/theme.js';
import { boxesOf, strokesOf, type Box } from './block-shapes.js';

/** Cells of one look that follow each other. Colours are `#rrggbb`. */
export interface Run {
  readonly x: number;
  readonly text: string;
  readonly cells: number;
  readonly fore: string;
  readonly back: string;
  readonly bold: boolean;
  readonly underlined: boolean;
}

export interface Picture {
  readonly columns: number;
  readonly rows: readonly (readonly Run[])[];
  readonly background: Background;
}

/** What a terminal's own colours are in a picture. */
export const GROUND: Readonly<Record<Background, { readonly fore: string; readonly back: string }>> = {
  dark: { fore: '#d0d0d0', back: '#16181d' },
  light: { fore: '#24292f', back: '#ffffff' },
};

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const FONT_SIZE = 14;
const MARGIN = 12;
const BASELINE = 14;
const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";

export function screenSvg({ columns, rows, background }: Picture): string {
  const [width, height] = [columns * CELL_WIDTH + 2 * MARGIN, rows.length * CELL_HEIGHT + 2 * MARGIN];
  const { back } = GROUND[background];
  const drawn = rows.map((runs, y) => runs.map((run) => drawRun(run, y, back)).join(''));
  return [
    // Crisp: shapes that meet leave no seam, at whatever size they are shown.
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${height}" font-family="${FONTS}" font-size="${FONT_SIZE}" shape-rendering="crispEdges">`,
    `<rect width="100%" height="100%" rx="6" fill="${back}" shape-rendering="auto"/>`,
    ...drawn.filter((row) => row !== ''),
    '</svg>',
    '',
  ].join('\n');
}

function drawRun(run: Run, y: number, ground: string): string {
  const { x, text, cells, fore, back, underlined } = run;
  const top = MARGIN + y * CELL_HEIGHT;
  const field = back === ground ? '' : `<path d="${boxPath(x, top, [0, 0, cells, 1])}" fill="${back}"/>`;
  const rule = underlined ? `<path d="${boxPath(x, top, [0, 0.9, cells, 0.06])}" fill="${fore}"/>` : '';
  if (text.trim() === '') return field + rule;
  return (
    field +
    rule +
    pieces(run)
      .map((piece) => drawPiece(piece, run, top))
      .join('')
  );
}

interface Piece {
  readonly kind: 'text' | 'boxes' | 'strokes';
  readonly x: number;
  text: string;
  cells: number;
}

/** The run cut where words, blocks and frames change. Each block and line is one cell. */
function pieces({ x, text, cells }: Run): Piece[] {
  const found: Piece[] = [];
  const wide = cells - Array.from(text).length;
  let at = x;
  for (const character of text) {
    // A run with wide characters or marks is text as a whole: a terminal has aligned it.
    const kind = wide !== 0 ? 'text' : boxesOf(character) !== null ? 'boxes' : strokesOf(character) !== null ? 'strokes' : 'text';
    const last = found.at(-1);
    if (last?.kind === kind) {
      last.text += character;
      last.cells += 1;
    } else found.push({ kind, x: at, text: character, cells: 1 });
    at += 1;
  }
  return wide === 0 ? found : found.map((piece) => ({ ...piece, cells }));
}

function drawPiece({ kind, x, text, cells }: Piece, { fore, bold }: Run, top: number): string {
  if (kind === 'boxes') return drawBoxes(text, x, top, fore);
  if (kind === 'strokes') return `<path d="${strokePath(text, x, top)}" fill="none" stroke="${fore}" shape-rendering="auto"/>`;
  const words = text.trimEnd();
  const start = words.trimStart();
  if (start === '') return '';
  const before = words.length - start.length;
  const wide = (cells - (text.length - words.length) - before) * CELL_WIDTH;
  const weight = bold ? ' font-weight="bold"' : '';
  const place = `x="${left(x + before)}" y="${top + BASELINE}"`;
  return `<text ${place} fill="${fore}"${weight} textLength="${number(wide)}" xml:space="preserve">${escaped(start)}</text>`;
}

/** Equal blocks beside each other are one shape. */
function drawBoxes(text: string, x: number, top: number, fore: string): string {
  let out = '';
  const characters = Array.from(text);
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? '';
    let count = 1;
    while (characters[at + count] === character) count += 1;
    const { boxes, opacity } = boxesOf(character) ?? { boxes: [], opacity: 1 };
    const path = boxes.flatMap((box) => repeated(box, count).map((each) => boxPath(x + at, top, each))).join('');
    out += `<path d="${path}" fill="${fore}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}/>`;
    at += count;
  }
  return out;
}

function repeated([leftEdge, topEdge, width, height]: Box, count: number): Box[] {
  if (leftEdge === 0 && width === 1) return [[0, topEdge, count, height]];
  return Array.from({ length: count }, (_, i): Box => [leftEdge + i, topEdge, width, height]);
}

function boxPath(x: number, top: number, [leftEdge, topEdge, width, height]: Box): string {
  const wide = number(width * CELL_WIDTH);
  return `M${left(x + leftEdge)} ${number(top + topEdge * CELL_HEIGHT)}h${wide}v${number(height * CELL_HEIGHT)}h-${wide}z`;
}

function strokePath(text: string, x: number, top: number): string {
  let path = '';
  const characters = Array.from(text);
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? '';
    let count = 1;
    while (character === '─' && characters[at + count] === character) count += 1;
    const point = ([across, down]: readonly [number, number]): string =>
      `${left(x + at + across)} ${number(top + down * CELL_HEIGHT)}`;
    if (count > 1) path += `M${point([0, 0.5])}h${number(count * CELL_WIDTH)}`;
    else for (const [from, to] of strokesOf(character) ?? []) path += `M${point(from)}Q${point([0.5, 0.5])} ${point(to)}`;
    at += count;
  }
  return path;
}

function left(x: number): string {
  return number(MARGIN + x * CELL_WIDTH);
}

/** At most two digits behind the point. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML has no place for control characters, even escaped. */
function escaped(text: string): string {
  return text.replace(/[^\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '·').replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? '');
}
