/** A filter text cut into its terms: at spaces, with quotes around text that holds some. */
import { UsageError } from '../../errors/usage-error.js';
import { printable } from '../text/printable.js';

export interface Token {
  /** Counted from 1, for messages. */
  readonly position: number;
  /** As typed, for messages. */
  readonly typed: string;
  readonly negated: boolean;
  /** Without `!` and quotes. */
  readonly text: string;
  /** Where the first quoted part begins in `text`; nothing from here on is an operator. */
  readonly quotedFrom: number;
}

/** @throws UsageError for a quote that is never closed and for a `!` with nothing behind it */
export function tokenise(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    if (isSpace(filter.charAt(at))) at += 1;
    else {
      const { token, end } = readToken(filter, at);
      tokens.push(token);
      at = end;
    }
  }
  return joinComparisons(tokens);
}

/** `vram > 1G` is `vram>1G`: a sign at the edge of a term joins it to what stands there. Quoted text is left alone. */
function joinComparisons(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const isOpen = before?.quotedFrom === Infinity && /[<>=|]$/.test(before.text) && !token.negated;
    const isSign = before?.quotedFrom === Infinity && /^[<>=|]/.test(token.text) && token.quotedFrom > 0 && !token.negated;
    if (before !== undefined && (isOpen || isSign)) joined[joined.length - 1] = join(before, token);
    else joined.push(token);
  }
  return joined;
}

function join(before: Token, token: Token): Token {
  return {
    ...before,
    typed: `${before.typed} ${token.typed}`,
    text: before.text + token.text,
    quotedFrom: before.text.length + token.quotedFrom,
  };
}

/** What stands between `|`, the name of the first before those that have none: `user:root|anna`. Quoted text is left alone. */
export function alternatives(token: Token): Token[] {
  const plain = token.text.slice(0, token.quotedFrom);
  if (!plain.includes('|')) return [token];
  const name = /^[\w.-]+[:=]/.exec(plain)?.[0] ?? '';
  const [last = '', ...before] = plain.split('|').reverse();
  const quoted = token.text.slice(plain.length);
  const parts = [
    ...before.reverse().map((text) => ({ text, quotedFrom: Infinity })),
    { text: last + quoted, quotedFrom: last.length },
  ];
  return parts.map(({ text, quotedFrom }, i) => {
    if (text === '')
      throw filterError(token, 'put a term on either side of |, such as user:root|anna, or quote it to search for it as text');
    const given = i === 0 || /[:<>=]/.test(text.slice(0, quotedFrom)) ? '' : name;
    return { ...token, text: given + text, quotedFrom: quoted === '' ? Infinity : quotedFrom + given.length };
  });
}

/** One line for a person: what is wrong with which term, and what would be right. */
export function filterError(token: Pick<Token, 'typed' | 'position'>, advice: string): UsageError {
  return new UsageError(`filter: cannot use '${printable(token.typed, 80)}' at character ${token.position}: ${advice}`);
}

function readToken(filter: string, start: number): { readonly token: Token; readonly end: number } {
  let at = start;
  while (filter.charAt(at) === '!') at += 1;
  const negated = (at - start) % 2 === 1;
  let text = '';
  let quote = '';
  let quotedFrom = Infinity;
  for (; at < filter.length && (quote !== '' || !isSpace(filter.charAt(at))); at += 1) {
    const character = filter.charAt(at);
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'") && startsValue(filter, start, at)) {
      quote = character;
      quotedFrom = Math.min(quotedFrom, text.length);
    } else text += character;
  }
  const token = { position: start + 1, typed: filter.slice(start, at), negated, text, quotedFrom };
  if (quote !== '') throw filterError(token, `close the quote with ${quote}`);
  if (text === '' && quotedFrom === Infinity) throw filterError(token, 'put a term behind !, such as !idle');
  return { token, end: at };
}

/** A quote opens only where a value may begin, so that `don't` is a word. */
function startsValue(filter: string, start: number, at: number): boolean {
  return at === start || /[!:<>=|]/.test(filter.charAt(at - 1));
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}
