/** Texts of those cells that are more than one number. All sanitised. */
import { DASH } from './glyphs.js';
import { percent } from './numbers.js';
import { printable } from './printable.js';
import type { Row } from './row.js';
import { cellWidth, cut, fit } from './text.js';

/** Another process's word, a dash where there is none. */
export function wordText(text: string | null, maxLength?: number): string {
  return text === null || text === '' ? DASH : printable(text, maxLength);
}

/**
 * UTF-16 units of a command line that can matter in so many cells: a directory that may be left out, and up to four for each cell.
 * A class path of Java has thousands, and sanitising text that is not ASCII costs a microsecond a character.
 */
function longest(cells: number): number {
  return 256 + 4 * cells;
}

/** ` 4.2 % video`: the numbers below each other, then the engine's name as far as it fits. */
export function busiestText(row: Row): string {
  const most = row.busiest;
  const number = fit(percent(most), 6, 'right');
  if (most === null || most === 0) return number;
  const [name = ''] = [...row.engines].find(([, ratio]) => ratio === most) ?? [];
  return `${number} ${printable(name)}`;
}

/** Cells that a note leaves to the command; half of all cells where those are fewer. */
const COMMAND_BESIDE_NOTE = 16;

/** A command line too long first loses the directory of its program, then its end. A note keeps its room beside it. */
export function commandText(row: Row, cells: number): string {
  const command = wordText(row.command, longest(cells));
  if (row.note === '') return cellWidth(command) > cells ? withoutDirectory(command) : command;
  const note = printable(row.note);
  const room = Math.max(Math.min(COMMAND_BESIDE_NOTE, Math.floor(cells / 2)), cells - cellWidth(note) - 2);
  return `${cut(cellWidth(command) > room ? withoutDirectory(command) : command, room)}  ${note}`;
}

/** `/usr/lib/firefox/firefox -x` is told by its name, not by its path. */
function withoutDirectory(command: string): string {
  return command.replace(/^\/[^ ]*\/(?=[^ ])/, '');
}
