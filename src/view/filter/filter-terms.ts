/** What one term of a filter asks of a row. The header of `filter.ts` describes the language; the names are the columns' own. */
import type { Averages, Column, ColumnUnit } from '../columns/column.js';
import { NAMED, namedColumn } from '../columns/columns.js';
import { type Amount, compares, type Operator, OPERATORS, parseAmount, parseTime } from './filter-numbers.js';
import { alternatives, filterError, type Token } from './filter-tokens.js';
import { averageSeconds } from '../columns/measure-columns.js';
import { measureOf } from '../columns/measures.js';
import { nearest } from '../text/nearest.js';
import { printable } from '../text/printable.js';
import type { Row } from '../row/row.js';
import { pidsOf } from '../row/row-values.js';

export interface Term {
  matches(row: Row, averages?: Averages): boolean;
  /** The engines or regions it compares, when it is neither a fixed number nor text. */
  readonly measures: readonly string[];
  readonly asksIdle: boolean;
  readonly asksAverages: boolean;
  /** The key of the column whose words it looks at, and what for, in lower case; null: it is another kind of term. */
  readonly field: { readonly key: string; readonly value: string } | null;
}

/** What a word alone looks at, besides devices and pids. */
const WORD_FIELDS = ['comm', 'command', 'user', 'unit', 'name'].flatMap((name) => namedColumn(name)?.words ?? []);

/** Half of the last digit shown: `gfx=53` finds what the table shows as 53.0 %, TIME+ shows hundredths of a second. */
const TOLERANCE: Readonly<Record<ColumnUnit, number>> = { percent: 0.05, bytes: 0, count: 0, seconds: 0.005 };

/**
 * A term, or several with `|` between them, one of which must hold.
 *
 * @throws UsageError naming the term, where it stands and what would be right
 */
export function parseTerm(token: Token): Term {
  const terms = alternatives(token).map(parseAlternative);
  const [first] = terms;
  if (terms.length === 1 && first !== undefined) return first;
  const keys = new Set(terms.map(({ field }) => field?.key ?? null));
  const [key = null] = keys;
  return {
    matches: (row, averages) => terms.some((term) => term.matches(row, averages)),
    measures: terms.flatMap(({ measures }) => measures),
    asksIdle: terms.some(({ asksIdle }) => asksIdle),
    asksAverages: terms.some(({ asksAverages }) => asksAverages),
    field: key === null || keys.size > 1 ? null : { key, value: terms.map(({ field }) => field?.value ?? '').join('|') },
  };
}

function parseAlternative(token: Token): Term {
  const plain = token.text.slice(0, token.quotedFrom);
  const at = plain.search(/[:<>=]/);
  const name = token.text.slice(0, Math.max(0, at));
  if (at > 0 && /^[a-z]\w*$/i.test(name) && token.text.charAt(at) === ':') return parseColon(token, name.toLowerCase(), at);
  if (at > 0 && /^[a-z3][\w.+-]*$/i.test(name) && token.text.charAt(at) !== ':') return parseComparison(token, name, at);
  if (looksLikeComparison(plain)) throw filterError(token, noComparison(plain));
  if (token.text.toLowerCase() === 'idle' && token.quotedFrom === Infinity)
    return { ...plainTerm((row) => row.idle), asksIdle: true };
  return plainTerm((row) => wordMatches(row, token.text.toLowerCase()));
}

/** What is no comparison and was surely meant for one. `--type=gpu` and `/a?b=c` are words of command lines. */
function looksLikeComparison(text: string): boolean {
  return /[<>]/.test(text) || /^[\w.!]*=/.test(text);
}

function parseColon(token: Token, name: string, at: number): Term {
  if (name === 'engine' || name === 'region') {
    const length = token.text.slice(at).search(/[<>=]/);
    if (length < 2) throw filterError(token, `compare it with a number, such as ${name}:cpu>5`);
    return parseComparison(token, token.text.slice(0, at + length), at + length);
  }
  const column = namedColumn(name);
  if (column?.words === undefined) throw filterError(token, unknownField(name));
  const value = token.text.slice(at + 1).toLowerCase();
  if (value === '') throw filterError(token, `put a value behind ${name}:`);
  if (name === 'pid' && !/^\d+$/.test(value)) throw filterError(token, 'a pid is a whole number, such as pid:42');
  return wordsTerm(column, value);
}

function parseComparison(token: Token, name: string, at: number): Term {
  const operator = OPERATORS.find((each) => token.text.startsWith(each, at)) ?? '=';
  const typed = token.text.slice(at + operator.length);
  const key = name.toLowerCase();
  const column = namedColumn(key);
  const seconds = averageSeconds(key);
  const unit = seconds === null ? column?.unit : 'percent';
  if (column?.words !== undefined && unit === undefined) return textComparison(token, column, name, operator, typed);
  if (unit === 'seconds') return timeTerm(token, column, operator, typed);
  const amount = parseAmount(typed);
  if (amount === null) throw filterError(token, wrongNumber(name, operator, typed));
  if (unit === undefined) return measureTerm(name, operator, amount);
  if (amount.unit !== null && amount.unit !== unit) throw filterError(token, wrongUnit(name, operator, unit));
  const holds = holdsFor(operator, amount.value, unit);
  if (seconds !== null)
    return { ...plainTerm((row, averages) => holds(averages?.busy(row, seconds) ?? null)), asksAverages: true };
  return plainTerm((row) => holds(numberOf(column, row)));
}

/** `user=root` is `user:root`. */
function textComparison(token: Token, column: Column, name: string, operator: Operator, typed: string): Term {
  const value = typed.toLowerCase();
  if (operator !== '=' || value === '' || value.startsWith('='))
    throw filterError(
      token,
      `${printable(name, 40)} is text: write ${name}=VALUE or ${name}:VALUE, !${name}:VALUE for all others`,
    );
  return wordsTerm(column, value);
}

function timeTerm(token: Token, column: Column | undefined, operator: Operator, typed: string): Term {
  const seconds = parseTime(typed);
  if (seconds === null) throw filterError(token, `write a time as time${operator}90s, 5m, 1.5h or 1:02:11`);
  const holds = holdsFor(operator, seconds, 'seconds');
  return plainTerm((row) => {
    const ns = numberOf(column, row);
    return holds(ns === null ? null : ns / 1e9);
  });
}

/** Which of an engine and a region is meant only the row can tell; a suffix can rule one out. */
function measureTerm(key: string, operator: Operator, { value, unit }: Amount): Term {
  const read = measureOf(key, unit === 'percent' ? 'ratio' : unit);
  const [percent, bytes] = [holdsFor(operator, value, 'percent'), holdsFor(operator, value, 'bytes')];
  const matches = (row: Row): boolean => {
    const measured = read(row);
    return measured !== null && (measured.unit === 'ratio' ? percent : bytes)(measured.value);
  };
  return { ...plainTerm(matches), measures: [key] };
}

/** Compares a number of this unit as the table has it: ratios, not percent. Unknown matches nothing, and so every negated term. */
function holdsFor(operator: Operator, right: number, unit: ColumnUnit): (left: number | null) => boolean {
  const scale = unit === 'percent' ? 100 : 1;
  return (left) => left !== null && compares(left * scale, operator, right, TOLERANCE[unit]);
}

function numberOf(column: Column | undefined, row: Row): number | null {
  const value = column?.value(row) ?? null;
  return value === null ? null : Number(value);
}

function wordsTerm({ key, words }: Column, value: string): Term {
  const isFound = (row: Row): boolean => words?.read(row).some((text) => isHit(text, value, words.part)) === true;
  return { ...plainTerm(isFound), field: { key, value } };
}

function plainTerm(matches: Term['matches']): Term {
  return { matches, measures: [], asksIdle: false, asksAverages: false, field: null };
}

function wordMatches(row: Row, word: string): boolean {
  if (row.deviceLabel.toLowerCase().includes(word) || pidsOf(row).includes(word)) return true;
  return WORD_FIELDS.some(({ read }) => read(row).some((text) => isHit(text, word, true)));
}

function isHit(text: string | null | undefined, value: string, part: boolean): boolean {
  if (text === null || text === undefined) return false;
  const lower = text.toLowerCase();
  return part ? lower.includes(value) : lower === value;
}

function unknownField(name: string): string {
  const fields = NAMED.filter(({ words }) => words !== undefined);
  const known = [...fields.map(({ key }) => key), 'engine', 'region'];
  const guess = nearest(name, [...known, ...fields.flatMap(({ aliases = [] }) => aliases)]);
  const hint = guess === null ? `the fields are ${known.join(', ')}` : `did you mean ${guess}:?`;
  return `no field '${printable(name, 40)}' (${hint}); quote the term to search for it as text`;
}

function noComparison(text: string): string {
  const [, name, sign, value = ''] = /^([\w.-]*?)(!=|=>|=<|<>)(.*)$/.exec(text) ?? [];
  const right = { '!=': `!${name ?? ''}=${value}`, '=>': `${name ?? ''}>=${value}`, '=<': `${name ?? ''}<=${value}` }[sign ?? ''];
  const advice =
    name === undefined || name === '' || right === undefined
      ? 'write a name, a sign and a value, such as gfx>5, vram>1G or user=root'
      : `write ${printable(right, 80)}`;
  return `${advice}, or quote the term to search for it as text`;
}

function wrongNumber(key: string, operator: Operator, typed: string): string {
  const name = printable(key, 40);
  const problem = typed === '' ? 'a number is missing' : `'${printable(typed, 40)}' is no number`;
  return `${problem}; write ${name}${operator}5 (percent) or ${name}${operator}1.5G (size), or quote the term to search for it as text`;
}

function wrongUnit(name: string, operator: Operator, unit: ColumnUnit): string {
  const right = {
    percent: `${name}${operator}5 or ${name}${operator}5%`,
    bytes: `${name}${operator}1G`,
    count: `${name}${operator}2`,
    seconds: `${name}${operator}90s`,
  };
  return `write ${right[unit]}`;
}
