/** Texts of those cells that are more than one number. All sanitised. */
import { engineWord } from '../../measures/engines.js';
import { figureText, isShare, rowFigure } from './engine-figure.js';
import { measureName } from './measures.js';
import { DASH } from '../text/glyphs.js';
import { percent } from '../text/numbers.js';
import { printable } from '../text/printable.js';
import type { Row } from '../row/row.js';
import { containerOf } from '../row/row-values.js';
import { cellWidth, cut, fit } from '../text/text.js';

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

/** Clocks read one after the other make up to so much of a full engine; what is above is several engines of a group. */
const ROUNDING = 1.5;

/** What is told of a row's engines. */
export type Busyness = Pick<Row, 'driver' | 'clients' | 'onlyClient' | 'engines' | 'busiest'>;

/** Cells of BUSIEST without the engine's word: of its title, with the sign of the order. */
export const BUSIEST_CELLS = 8;

/** ` 4.2 % DEC`: the numbers below each other, then the engine's word, where there is more room than for the number. */
export function busiestText(row: Busyness, cells = Infinity): string {
  const most = row.busiest;
  const number = fit(most !== null && most > ROUNDING ? `${Math.round(most * 100)} %` : percent(most), 6, 'right');
  if (most === null || most === 0 || cells <= BUSIEST_CELLS) return number;
  return `${number} ${measureName(engineWord(row.driver, busiestEngine(row) ?? ''))}`;
}

/** The engine of a row that is busiest by a share of time; null: none is known, or what is known is no share and has no bar. */
export function busiestEngine(row: Busyness): string | null {
  const most = row.busiest;
  if (most === null) return null;
  if (row.onlyClient !== null) {
    for (const [engine, use] of row.onlyClient.engines) if (use.ratio === most && isShare(use)) return engine;
    return null;
  }
  for (const [engine, ratio] of row.engines) if (ratio === most && isShare(rowFigure(row, engine))) return engine;
  return null;
}

/** Between engines; each of its signs takes one cell. */
const SEPARATOR = ' · ';

/** `COMP 71 · copy 2`: percents by the words of engines, the busiest first, as many as fit whole; what does nothing is left out. */
export function enginesText(row: Busyness, cells: number): string {
  const shares: { readonly word: string; ratio: number }[] = [];
  let isUnknown = row.engines.size === 0;
  // What is no share of time stands after those that are.
  const further: string[] = [];
  for (const [name, ratio] of row.engines) {
    if (ratio === null) {
      isUnknown = true;
      continue;
    }
    // Most engines, most of the time.
    if (ratio === 0) continue;
    const word = engineWord(row.driver, name);
    const figure = rowFigure(row, name);
    if (!isShare(figure)) {
      further.push(figure.basis === 'sample' ? figureText(figure) : `${measureName(word)} ${figureText(figure)}`);
      continue;
    }
    const same = shares.find((share) => share.word === word);
    if (same === undefined) shares.push({ word, ratio });
    else if (ratio > same.ratio) same.ratio = ratio;
  }
  // As with sums: nothing but 0 beside something unknown is unknown.
  if (shares.length === 0 && further.length === 0) return isUnknown ? DASH : '0';
  shares.sort((a, b) => b.ratio - a.ratio);
  let text = '';
  let used = 0;
  for (const part of [
    ...shares.map(({ word, ratio }) => `${measureName(word)} ${ratio < 0.01 ? '<1' : Math.round(ratio * 100)}`),
    ...further,
  ]) {
    // Printable texts side by side are as wide as both.
    const longer = used + cellWidth(part) + (text === '' ? 0 : SEPARATOR.length);
    if (text !== '' && longer > cells) break;
    text = text === '' ? part : text + SEPARATOR + part;
    used = longer;
  }
  return text;
}

/** Cells that a note leaves to the command, and the least that it is worth showing in: the name comes before what is said of it. */
const COMMAND_BESIDE_NOTE = 16;
const NOTE_LEAST = 6;

/** As `commandText`, and with the container that it runs in. */
export function commandInUnit(row: Row, cells: number): string {
  const container = containerOf(row);
  return container === null
    ? commandText(row, cells)
    : withNote(row.command, [container, row.note].filter(Boolean).join(' · '), cells, 0);
}

/** A command line too long first loses the directory of its program, then its end; a note takes what the name leaves. */
export function commandText(row: Row, cells: number): string {
  return withNote(row.command, row.note, cells);
}

/** @param kept cells of the command line that a note leaves to it; the name is left whole in any case */
function withNote(line: string, said: string, cells: number, kept = COMMAND_BESIDE_NOTE): string {
  const command = wordText(line, longest(cells));
  const brief = cellWidth(command) > cells ? withoutDirectory(command) : command;
  if (said === '') return brief;
  const note = printable(said);
  if (cellWidth(command) + cellWidth(note) + 2 <= cells) return `${command}  ${note}`;
  const name = withoutDirectory(command);
  const program = programOf(name);
  // Arguments give way to a container, but only where both do not fit.
  const beside = cells < COMMAND_BESIDE_NOTE + NOTE_LEAST + 2 ? kept : COMMAND_BESIDE_NOTE;
  const nameCells = Math.max(beside, cellWidth(program));
  const room = Math.max(nameCells, cells - cellWidth(note) - 2);
  const left = cells - Math.min(room, cellWidth(name)) - 2;
  return left < Math.min(NOTE_LEAST, cellWidth(note))
    ? brief
    : `${room > cellWidth(program) ? cut(name, room) : program}  ${cut(note, left)}`;
}

/** The name of a program, without its arguments; one for Windows may hold spaces. */
const PROGRAM = /^(?:[^\\/]*?\.exe(?= |$)|[^ ]*)/i;
/** The directory of a program: of one for Windows, which wine runs, with its drive. */
const DIRECTORY = /^(?:[a-z]:[\\/](?:[^\\/]*[\\/])*?(?=[^\\/]*\.exe(?: |$))|\/[^ ]*\/(?=[^ ]))/i;

/** `firefox` of `/usr/lib/firefox/firefox -x`. */
export function programName(command: string): string {
  return programOf(withoutDirectory(wordText(command, longest(0))));
}

function programOf(name: string): string {
  return PROGRAM.exec(name)?.[0] ?? name;
}

/** `/usr/lib/firefox/firefox -x` is told by its name, not by its path. */
function withoutDirectory(command: string): string {
  return command.replace(DIRECTORY, '');
}
