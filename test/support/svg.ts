/** What a terminal in memory shows, as the same picture that `S` saves. */
import type xterm from '@xterm/headless';
import { paletteColour } from '../../src/tui/picture/colours.js';
import { GROUND, screenSvg, type Run } from '../../src/tui/picture/svg.js';
import type { Background } from '../../src/tui/theme/theme.js';

export function emulatorSvg(emulator: xterm.Terminal, background: Background = 'dark'): string {
  const rows = Array.from({ length: emulator.rows }, (_, y) => runsOf(emulator, y, background));
  return screenSvg({ columns: emulator.cols, rows, background });
}

function hex(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}

function runsOf(emulator: xterm.Terminal, y: number, background: Background): Run[] {
  const line = emulator.buffer.active.getLine(y);
  const runs: Run[] = [];
  const ground = GROUND[background];
  for (let x = 0; x < emulator.cols; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const colour = (isRgb: boolean, isPalette: boolean, number: number, own: string): string =>
      isRgb ? hex(number) : isPalette ? paletteColour(number, background) : own;
    const fore = colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor(), ground.fore);
    const back = colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor(), ground.back);
    const isInverse = cell.isInverse() !== 0;
    const look = {
      fore: isInverse ? back : fore,
      back: isInverse ? fore : back,
      bold: cell.isBold() !== 0,
      underlined: cell.isUnderline() !== 0,
    };
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last?.fore === look.fore && last.back === look.back && last.bold === look.bold && last.underlined === look.underlined)
      runs[runs.length - 1] = { ...last, text: last.text + text, cells: last.cells + cell.getWidth() };
    else runs.push({ ...look, x, text, cells: cell.getWidth() });
  }
  return runs;
}
