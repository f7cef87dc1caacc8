/** What may stand in an output, by kind of output. Each check throws with the first thing that may not. */
import { cellWidth } from '../../src/view/text/text.js';

/** Everything that a terminal obeys, that shows nothing, or that is half of something; the line end is told apart. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const SGR = /\x1b\[[\d;]*m/g;
/** SGR, cursor, erase, scroll region, and the modes of entering and leaving: all that the screen sends. */
const OWN_CODES = /\x1b(?:\[[\d;?]*[A-HJKhlmrs]|[78=>]|\([B0])/g;
/** Longest line of a message or a cell: what `oneLine` leaves, and some words around it. */
const LONGEST = 100_000;

function refuse(what: string, line: string): never {
  throw new Error(`${what}: ${JSON.stringify(line.slice(0, 400))}`);
}

function mustBeHarmless(line: string): void {
  if (HARMFUL.test(line)) refuse('a character that may not leave', line);
  if (line.length > LONGEST) refuse(`${line.length} characters`, line);
}

/** Lines for a person, any number of them. */
function text(output: string): void {
  for (const line of output.split('\n')) mustBeHarmless(line);
}

/** A message: one line and its end. */
function message(output: string): void {
  if (!output.endsWith('\n')) refuse('no line end', output);
  mustBeHarmless(output.slice(0, -1));
}

/** Lines of 80 cells at most. */
function table(output: string): void {
  text(output);
  for (const line of output.split('\n')) if (cellWidth(line) > 80) refuse(`${cellWidth(line)} cells`, line);
}

/** The same with colours of our own. */
function colouredTable(output: string): void {
  table(output.replace(SGR, ''));
}

/** ASCII for terminals that know no other. */
function asciiTable(output: string): void {
  table(output);
  if (/[^\n -~]/.test(output)) refuse('not ASCII', output);
}

/** A file of a screen: text and SGR codes. */
function coloured(output: string): void {
  text(output.replace(SGR, ''));
}

/** All bytes that went to a terminal. */
function terminal(output: string): void {
  mustBeHarmless('');
  const rest = output.replace(OWN_CODES, '');
  if (HARMFUL.test(rest)) refuse('a code that is not our own', /.{0,40}[\p{Cc}\p{Cf}\p{Cs}].{0,40}/su.exec(rest)?.[0] ?? '');
}

/** Documents that parse, one a line, and hold nothing that a terminal obeys; `sent` comes back exactly. */
function json(output: string, sent: string): void {
  let isThere = false;
  for (const line of output.trimEnd().split('\n')) {
    if (HARMFUL.test(line)) refuse('a character that may not leave', line);
    const parsed: unknown = JSON.parse(line);
    isThere ||= holds(parsed, sent);
  }
  if (!isThere) refuse('another text', output);
}

/** One document over several lines, of any length. */
function jsonDocument(output: string): void {
  for (const line of output.split('\n')) if (HARMFUL.test(line)) refuse('a character that may not leave', line);
  JSON.parse(output);
}

function holds(value: unknown, sent: string): boolean {
  if (value === sent) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, each]) => key === sent || holds(each, sent));
}

/** Records of RFC 4180 of equal length, no cell of which is a formula in any spreadsheet. */
function csv(output: string): void {
  text(output);
  const [first = '', ...lines] = output.trimEnd().split('\n');
  const columns = first.split(',').length;
  for (const line of lines) {
    const cells = cellsOf(line);
    if (cells.length !== columns) refuse(`${cells.length} cells and not ${columns}`, line);
    for (const cell of cells) if (!/^-?\d/.test(cell) && /^\s*[=+\-@＝＋－＠]/.test(cell)) refuse('a formula', cell);
  }
}

/** Cells of a line; quotes are doubled inside of quotes. */
function cellsOf(line: string): string[] {
  const found = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)];
  return found.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}

/** The text format of Prometheus: each line a comment or a sample, and no label longer than our own limit. */
function metrics(output: string): void {
  for (const line of output.split('\n')) {
    mustBeHarmless(line);
    if (line !== '' && !line.startsWith('# HELP ') && !line.startsWith('# TYPE ')) labelsOf(line);
  }
}

/** Labels of a sample, as a Prometheus would read them. Throws for a line that is no sample. */
function labelsOf(line: string): Map<string, string> {
  const [, braces = ''] = /^[a-zA-Z_:][\w:]*(\{.*\})? -?(?:[\d.]+(?:e[+-]?\d+)?|Nan)$/.exec(line) ?? refuse('no sample', line);
  const labels = new Map<string, string>();
  let rest = braces.slice(1, -1);
  while (rest !== '') {
    const [whole, name, value] = /^([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/.exec(rest) ?? refuse('no label', rest);
    const plain = (value ?? '').replaceAll(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    if (plain.length > 128) refuse('a long label', plain);
    labels.set(name ?? '', plain);
    rest = rest.slice(whole.length);
  }
  return labels;
}

/** A picture: shapes and text alone, nothing that runs, loads or is XML only by chance. */
function svg(output: string): void {
  text(output);
  const words = output.replaceAll(/<\/?(?:svg|rect|path|text)(?: [a-zA-Z-]+(?::[a-z]+)?="[^"<&]*")*\/?>/g, '');
  if (/[<>]|&(?!amp;|lt;|gt;)/.test(words)) refuse('no XML that a picture needs', words);
  for (const attribute of output.matchAll(/<[^>]*\b(on\w+|href|src|style)=/g)) refuse('an attribute that acts', attribute[0]);
}

export const CONTRACTS = {
  ...{ text, message, table, colouredTable, asciiTable, coloured, svg, terminal, json, jsonDocument, csv, metrics },
} as const satisfies Readonly<Record<string, (output: string, sent: string) => void>>;

export type Contract = keyof typeof CONTRACTS;
