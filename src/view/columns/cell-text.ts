/** Texts of those cells that are more than one number. All sanitised. */
import { engineWord } from '../../measures/engines.js';
import { figureText, isShare, rowFigure } from './engine-figure.js';
import { measureName } from './measures.js';
import { DASH } from '../text/glyphs.js';
import { percent } from '../text/numbers.js';
import { printable } from '../text/printable.js';
import { BESIDE_CLIENT_NAME, type Row } from '../row/row.js';
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
export type Busyness = Pick<Row, 'driver' | 'clients' | 'onlyClient' | 'engines' | 'busiest'> & {
  /** Ratios are of one engine of a group, so that several are more than 1. */
  readonly isOfOneEngine?: true;
};

/** A share as it is shown. */
function asShown({ isOfOneEngine }: Busyness, ratio: number): number {
  return isOfOneEngine === true || ratio > ROUNDING ? ratio : Math.min(1, ratio);
}

/** Cells of BUSIEST without the engine's word: of its title, with the sign of the order. */
export const BUSIEST_CELLS = 8;

/** ` 4.2 % DEC`: the numbers below each other, then the engine's word, where there is more room than for the number. */
export function busiestText(row: Busyness, cells = Infinity): string {
  const most = row.busiest;
  const number = fit(most !== null && asShown(row, most) > 1 ? `${Math.round(most * 100)} %` : percent(most), 6, 'right');
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
    ...shares.map(({ word, ratio }) => `${measureName(word)} ${ratio < 0.01 ? '<1' : Math.round(asShown(row, ratio) * 100)}`),
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
/** Between a command and its note. */
const BESIDE = '  ';
/** Cells in which a name and a container are still recognised: `signal…`, `docker:3f2a…`; and from which on arguments are worth a beginning. */
const NAME_LEAST = 7;
const CONTAINER_LEAST = 12;
const ARGUMENTS_LEAST = 6;
/** Cells behind a container with which a note says something. */
const BEHIND_LEAST = 8;
/** A container's name so short stays whole. */
const SHORT_CONTAINER = 14;

/** Of the cells, the part that a client's name may take where there is no room for all: it is the process's word, as long as it likes. */
const CLIENT_NAME_PART = 1 / 3;
const CLIENT_NAME_LEAST = 6;

/** The client's name, then `text` in what it leaves: the program's own name comes first where they do not fit. */
function behindClientName(row: Row, cells: number, text: (row: Row, cells: number) => string): string {
  if (row.clientName === null) return text(row, cells);
  const name = printable(row.clientName);
  const beside = cellWidth(BESIDE_CLIENT_NAME);
  const command = withoutDirectory(wordText(row.commandLine, longest(cells)));
  const fits = cellWidth(name) + beside + cellWidth(command) <= cells;
  const lead = fits ? name : cut(name, Math.max(CLIENT_NAME_LEAST, Math.floor(cells * CLIENT_NAME_PART)));
  const left = cells - cellWidth(lead) - beside;
  return left < Math.min(NAME_LEAST, cellWidth(programOf(command)))
    ? text(row, cells)
    : lead + BESIDE_CLIENT_NAME + text(row, left);
}

/** As `commandText`, and with the container that it runs in: a long command gives way to it, first its arguments, then the end of its name. */
export function commandInUnit(row: Row, cells: number): string {
  return behindClientName(row, cells, lineInUnit);
}

function lineInUnit(row: Row, cells: number): string {
  const container = containerOf(row);
  if (container === null) return lineText(row, cells);
  const command = wordText(row.commandLine, longest(cells));
  const forBoth = cells - BESIDE.length;
  const whole = noteBehind(container, row.note);
  if (cellWidth(command) + cellWidth(whole) <= forBoth) return command + BESIDE + whole;
  const name = withoutDirectory(command);
  const program = programOf(name);
  const brief = briefUnit(container);
  const note = noteBehind(brief, row.note);
  const briefCells = cellWidth(printable(brief));
  const room = Math.max(
    forBoth - cellWidth(note),
    Math.min(COMMAND_BESIDE_NOTE, forBoth - (briefCells <= SHORT_CONTAINER ? briefCells : CONTAINER_LEAST)),
    Math.min(NAME_LEAST, cellWidth(program)),
  );
  const shown = cut(room < cellWidth(program) + ARGUMENTS_LEAST ? program : name, room);
  const left = forBoth - cellWidth(shown);
  if (left < Math.min(NOTE_LEAST, cellWidth(note))) return lineText(row, cells);
  // Less than a word of what is said behind the container is nothing.
  const said = left < Math.min(cellWidth(note), briefCells + BEHIND_LEAST) ? printable(brief) : note;
  return shown + BESIDE + cut(said, left);
}

function noteBehind(container: string, note: string): string {
  return printable(note === '' ? container : `${container} · ${note}`);
}

/** An application, after the domain of whoever made it; one that is called `desktop` by it keeps the word before. */
const APPLICATION = /^((?:flatpak|snap|app):)(?:[\w-]+\.)+?((?:[\w-]+\.)?(?:desktop|client|app|browser)|[\w-]+)$/i;

/** `flatpak:Steam` of `flatpak:com.valvesoftware.Steam`, and Kubernetes as it is written for short. */
function briefUnit(unit: string): string {
  return unit.replace(APPLICATION, '$1$2').replace(/^kubernetes:/, 'k8s:');
}

/** A unit whole, or as briefly as it is still known where there is no room. */
export function unitText(unit: string | null, cells: number): string {
  const text = wordText(unit);
  return cellWidth(text) <= cells ? text : briefUnit(text);
}

/** A command line too long first loses the directory of its program, then its end; a note takes what the name leaves. */
export function commandText(row: Row, cells: number): string {
  return behindClientName(row, cells, lineText);
}

function lineText(row: Row, cells: number): string {
  const command = wordText(row.commandLine, longest(cells));
  const brief = cellWidth(command) > cells ? withoutDirectory(command) : command;
  if (row.note === '') return brief;
  const note = printable(row.note);
  const forBoth = cells - BESIDE.length;
  if (cellWidth(command) + cellWidth(note) <= forBoth) return command + BESIDE + note;
  const name = withoutDirectory(command);
  const program = programOf(name);
  const room = Math.max(COMMAND_BESIDE_NOTE, cellWidth(program), forBoth - cellWidth(note));
  const left = forBoth - Math.min(room, cellWidth(name));
  return left < Math.min(NOTE_LEAST, cellWidth(note))
    ? brief
    : (room > cellWidth(program) ? cut(name, room) : program) + BESIDE + cut(note, left);
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
