/** A terminal's screen as an SVG picture: one text element for each run of cells of one look. */
import type xterm from '@xterm/headless';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const MARGIN = 12;
const FOREGROUND = '#d0d0d0';
const BACKGROUND = '#16181d';

/** The first 16 colours, as many terminals have them; the rest is xterm's fixed cube and greys. */
const BASE = [
  '#1c1f26 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #abb2bf',
  '#5c6370 #e88690 #b1d196 #edd09a #82c0f4 #d49ae6 #7bc7d1 #ffffff',
]
  .join(' ')
  .split(' ');

/** xterm's 256 colours: 16 of the theme, a 6x6x6 cube, 24 greys. */
function colour(index: number): string {
  if (index < 16) return BASE[index] ?? FOREGROUND;
  if (index >= 232) return rgb([0, 0, 0].map(() => 8 + (index - 232) * 10));
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level));
}

function hex(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

interface Look {
  readonly fore: string;
  readonly back: string;
  readonly bold: boolean;
}

interface Run extends Look {
  readonly x: number;
  text: string;
  cells: number;
}

export function screenSvg(emulator: xterm.Terminal): string {
  const width = emulator.cols * CELL_WIDTH + 2 * MARGIN;
  const height = emulator.rows * CELL_HEIGHT + 2 * MARGIN;
  const rows = Array.from({ length: emulator.rows }, (_, y) =>
    runsOf(emulator, y)
      .map((run) => drawRun(run, y))
      .join(''),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(1)} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="6" fill="${BACKGROUND}"/>`,
    ...rows.filter((row) => row !== ''),
    '</svg>',
    '',
  ].join('\n');
}

function runsOf(emulator: xterm.Terminal, y: number): Run[] {
  const line = emulator.buffer.active.getLine(y);
  const runs: Run[] = [];
  for (let x = 0; x < emulator.cols; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const fore = cell.isFgRGB() ? hex(cell.getFgColor()) : cell.isFgPalette() ? colour(cell.getFgColor()) : FOREGROUND;
    const back = cell.isBgRGB() ? hex(cell.getBgColor()) : cell.isBgPalette() ? colour(cell.getBgColor()) : BACKGROUND;
    const look: Look = { fore: cell.isInverse() ? back : fore, back: cell.isInverse() ? fore : back, bold: cell.isBold() !== 0 };
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last?.fore === look.fore && last.back === look.back && last.bold === look.bold) {
      last.text += text;
      last.cells += cell.getWidth();
    } else runs.push({ ...look, x, text, cells: cell.getWidth() });
  }
  return runs;
}

function drawRun({ x, text, cells, fore, back, bold }: Run, y: number): string {
  const left = (MARGIN + x * CELL_WIDTH).toFixed(1);
  const top = MARGIN + y * CELL_HEIGHT;
  const wide = (cells * CELL_WIDTH).toFixed(1);
  const field =
    back === BACKGROUND ? '' : `<rect x="${left}" y="${top}" width="${wide}" height="${CELL_HEIGHT}" fill="${back}"/>`;
  if (text.trim() === '') return field;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const weight = bold ? ' font-weight="bold"' : '';
  return `${field}<text x="${left}" y="${top + 14}" fill="${fore}"${weight} textLength="${wide}" xml:space="preserve">${escaped}</text>`;
}
