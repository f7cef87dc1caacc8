/** What one term of a filter asks of a row. The header of `filter.ts` describes the language. */
import { countHolders, memoryInUse } from './row-values.js';
import { type Amount, compares, type Operator, OPERATORS, parseAmount, parseTime } from './filter-numbers.js';
import { filterError, type Token } from './filter-tokens.js';
import { userOf } from './make-row.js';
import { parseMeasure } from './measures.js';
import { nearest } from './nearest.js';
import { printable } from './printable.js';
import type { Row } from './row.js';

export interface Term {
  matches(row: Row): boolean;
  /** The engine or region it compares, when it is neither a fixed number nor text. */
  readonly measure: string | null;
  readonly asksIdle: boolean;
}

/** Text that a field looks at, all in lower case, and whether a part of it is enough. */
const FIELDS: Readonly<Record<string, { readonly part: boolean; read(row: Row): readonly (string | null | undefined)[] }>> = {
  user: { part: false, read: (row) => processesOf(row).flatMap((process) => [userOf(process), process.uid?.toString()]) },
  dev: { part: false, read: (row) => [row.deviceLabel, row.device, ...row.deviceNodes] },
  driver: { part: false, read: (row) => [row.driver] },
  host: { part: false, read: (row) => [...row.clients, ...row.silentFds].map(({ host }) => host) },
  pid: { part: false, read: (row) => pidsOf(row) },
  client: { part: false, read: (row) => row.clients.map((client) => client.clientId) },
  unit: { part: true, read: (row) => processesOf(row).map((process) => process.unit) },
  comm: { part: true, read: (row) => processesOf(row).map((process) => process.comm) },
  command: { part: true, read: (row) => processesOf(row).map((process) => process.cmdline ?? process.comm) },
  name: { part: true, read: (row) => row.clients.map((client) => client.clientName) },
};
const ALIASES: Readonly<Record<string, string>> = { device: 'dev', cmd: 'command' };
const WORD_FIELDS = ['comm', 'command', 'user', 'unit', 'name'];

/** Numbers that every row has, in the unit in which they are typed. */
const FIXED: Readonly<Record<string, { readonly unit: 'percent' | 'bytes' | 'count'; read(row: Row): number | null }>> = {
  engine: { unit: 'percent', read: (row) => times100(row.busiest) },
  busy: { unit: 'percent', read: (row) => times100(row.busiest) },
  cpu: { unit: 'percent', read: (row) => times100(row.cpuRatio) },
  mem: { unit: 'bytes', read: memoryInUse },
  holders: { unit: 'count', read: countHolders },
  pid: { unit: 'count', read: (row) => row.pid },
};

/** Half of the last digit shown: `gfx=53` finds what the table shows as 53.0 %. */
const TOLERANCE = { percent: 0.05, bytes: 0, count: 0 };

/** @throws UsageError naming the term, where it stands and what would be right */
export function parseTerm(token: Token): Term {
  const at = token.text.slice(0, token.quotedFrom).search(/[:<>=]/);
  const name = token.text.slice(0, Math.max(0, at));
  if (at > 0 && /^[a-z]\w*$/i.test(name) && token.text.charAt(at) === ':') return parseColon(token, name.toLowerCase(), at);
  if (at > 0 && /^[a-z3][\w.-]*$/i.test(name) && token.text.charAt(at) !== ':') return parseComparison(token, name, at);
  if (token.text.toLowerCase() === 'idle' && token.quotedFrom === Infinity)
    return { matches: (row) => row.idle, measure: null, asksIdle: true };
  return textTerm((row) => wordMatches(row, token.text.toLowerCase()));
}

function parseColon(token: Token, name: string, at: number): Term {
  if (name === 'engine' || name === 'region') {
    const length = token.text.slice(at).search(/[<>=]/);
    if (length < 2) throw filterError(token, `compare it with a number, such as ${name}:cpu>5`);
    return parseComparison(token, token.text.slice(0, at + length), at + length);
  }
  const field = entryOf(FIELDS, entryOf(ALIASES, name) ?? name);
  if (field === undefined) throw filterError(token, unknownField(name));
  const value = token.text.slice(at + 1).toLowerCase();
  if (value === '') throw filterError(token, `put a value behind ${name}:`);
  if (name === 'pid' && !/^\d+$/.test(value)) throw filterError(token, 'a pid is a whole number, such as pid:42');
  return textTerm((row) => field.read(row).some((text) => isHit(text, value, field.part)));
}

function parseComparison(token: Token, name: string, at: number): Term {
  const operator = OPERATORS.find((each) => token.text.startsWith(each, at)) ?? '=';
  const typed = token.text.slice(at + operator.length);
  const key = name.toLowerCase();
  if (key === 'time') return timeTerm(token, operator, typed);
  const amount = parseAmount(typed);
  if (amount === null) throw filterError(token, wrongNumber(name, operator, typed));
  const fixed = entryOf(FIXED, key);
  if (fixed === undefined) return measureTerm(name, operator, amount);
  if (amount.unit !== null && amount.unit !== fixed.unit) throw filterError(token, wrongUnit(name, operator, fixed.unit));
  return textTerm((row) => holds(fixed.read(row), operator, amount.value, TOLERANCE[fixed.unit]));
}

/** Typed names are looked up here: `constructor` is an engine that some driver may have, and no entry. */
function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** GPU time, to the hundredth of a second that TIME+ shows. */
function timeTerm(token: Token, operator: Operator, typed: string): Term {
  const seconds = parseTime(typed);
  if (seconds === null) throw filterError(token, `write a time as time${operator}90s, 5m, 1.5h or 1:02:11`);
  return textTerm((row) => holds(row.gpuTimeNs === null ? null : Number(row.gpuTimeNs) / 1e9, operator, seconds, 0.005));
}

/** Which of an engine and a region is meant only the row can tell; a suffix can rule one out. */
function measureTerm(key: string, operator: Operator, { value, unit }: Amount): Term {
  const { kind, name } = parseMeasure(key);
  const matches = (row: Row): boolean => {
    if (kind !== 'region' && unit !== 'bytes' && row.engines.has(name))
      return holds(times100(row.engines.get(name) ?? null), operator, value, TOLERANCE.percent);
    if (kind === 'engine' || unit === 'percent') return false;
    return holds(row.memory.get(name) ?? null, operator, value, TOLERANCE.bytes);
  };
  return { matches, measure: key, asksIdle: false };
}

/** Unknown matches no comparison, and so matches every negated one. */
function holds(left: number | null, operator: Operator, right: number, tolerance: number): boolean {
  return left !== null && compares(left, operator, right, tolerance);
}

function textTerm(matches: (row: Row) => boolean): Term {
  return { matches, measure: null, asksIdle: false };
}

function wordMatches(row: Row, word: string): boolean {
  if (row.deviceLabel.toLowerCase().includes(word) || pidsOf(row).includes(word)) return true;
  return WORD_FIELDS.some((name) => FIELDS[name]?.read(row).some((text) => isHit(text, word, true)));
}

function isHit(text: string | null | undefined, value: string, part: boolean): boolean {
  if (text === null || text === undefined) return false;
  const lower = text.toLowerCase();
  return part ? lower.includes(value) : lower === value;
}

function processesOf(row: Row): readonly Row['silentFds'][number]['process'][] {
  return [...row.clients.map((client) => client.owner), ...row.silentFds.map((silent) => silent.process)];
}

/** Of owners and of all other holders: who looks for a pid wants to see what it holds. */
function pidsOf(row: Row): string[] {
  const holders = row.clients.flatMap((client) => client.holders.map((holder) => holder.process));
  return [...processesOf(row), ...holders].map((process) => process.pid.toString());
}

function times100(ratio: number | null): number | null {
  return ratio === null ? null : ratio * 100;
}

function unknownField(name: string): string {
  const known = [...Object.keys(FIELDS), 'engine', 'region'];
  const guess = nearest(name, [...known, ...Object.keys(ALIASES)]);
  const hint = guess === null ? `the fields are ${known.join(', ')}` : `did you mean ${guess}:?`;
  return `no field '${printable(name, 40)}' (${hint}); quote the term to search for it as text`;
}

function wrongNumber(key: string, operator: Operator, typed: string): string {
  const name = printable(key, 40);
  const problem = typed === '' ? 'a number is missing' : `'${printable(typed, 40)}' is no number`;
  return `${problem}; write ${name}${operator}5 (percent) or ${name}${operator}1.5G (size), or quote the term to search for it as text`;
}

function wrongUnit(name: string, operator: Operator, unit: 'percent' | 'bytes' | 'count'): string {
  const right = {
    percent: `${name}${operator}5 or ${name}${operator}5%`,
    bytes: `${name}${operator}1G`,
    count: `${name}${operator}2`,
  };
  return `write ${right[unit]}`;
}
