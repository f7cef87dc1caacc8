/**
 * Texts near to real ones. Random characters are refused by the first line of a parser and show nothing; a real text with
 * a line doubled, a number made huge or its end cut off gets far into it.
 */
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../support/hostile-text.js';

/** Numbers at the edges of 16, 31, 32, 53, 63 and 64 bits, and what is nearly a number. */
export const NUMBERS: readonly string[] = [
  ...['0', '-0', '-1', '+1', '00', '007', '1', '65535', '65536', '2147483647', '2147483648', '4294967295', '4294967296'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '9223372036854775807', '9223372036854775808'],
  ...['18446744073709551614', '18446744073709551615', '18446744073709551616', '-9223372036854775808'],
  ...['9'.repeat(30), '9'.repeat(400), `${'0'.repeat(400)}1`, '1e3', '1e999', '0x10', '1.5', '.5', '5.', '1,000', '1_000'],
  ...['NaN', 'Infinity', '½', '١٢', '１２', '1 2', '\u00a01', ''],
];

/** Pieces that mean something to one parser or another, or to what shows its result. */
const PIECES: readonly string[] = [
  ...NUMBERS,
  ...[
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\0',
    '\t',
    ' ',
    '   ',
    ':',
    '::',
    '=',
    '-',
    ',',
    ';',
    '/',
    '..',
    '"',
    "'",
    '\\',
    '(',
    ')',
    '#',
    '!',
  ],
  ...Array.from(HOSTILE_TEXTS.values()).filter((text) => text.length < 200),
  '\ufffd',
  'x'.repeat(5000),
];

/** By how often they are made of a hundred. `many` makes 64 KiB, which costs as much as all the others together. */
const KINDS = {
  ...{ insert: 20, number: 18, word: 12, line: 10, delete: 8, 'drop line': 8, 'double line': 6, 'swap lines': 5 },
  ...{ flip: 5, splice: 3, cut: 3, 'without end': 1, many: 1 },
} as const;

interface Edit {
  readonly kind: keyof typeof KINDS;
  readonly at: number;
  readonly to: number;
  readonly piece: string;
}

/** Longest text made; more than any reader of a file in /proc takes. */
const MOST = 70 * 1024;

/**
 * Texts of `corpus`, or made by `grammar`, with up to eight changes.
 *
 * @param words what stands for something in this format: keys, units
 */
export function mutatedText(
  corpus: readonly string[],
  words: readonly string[] = [],
  grammar: fc.Arbitrary<string> = fc.constantFrom(...corpus),
): fc.Arbitrary<string> {
  const kinds = Object.entries(KINDS).flatMap(([kind, share]) => Array<Edit['kind']>(share).fill(kind as Edit['kind']));
  const edit: fc.Arbitrary<Edit> = fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.nat(0xffff),
    to: fc.nat(0xffff),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...(words.length === 0 ? PIECES : words)), fc.nat().map(String)),
  });
  const start = fc.oneof(fc.constantFrom(...corpus), grammar);
  const edits = fc.array(edit, { maxLength: 8 });
  return fc.tuple(start, edits).map(([text, changes]) => changes.reduce((now, change) => applyEdit(now, change, corpus), text));
}

function applyEdit(text: string, { kind, at, to, piece }: Edit, corpus: readonly string[]): string {
  const place = at % (text.length + 1);
  switch (kind) {
    case 'insert':
      return limited(text.slice(0, place) + piece + text.slice(place));
    case 'number':
      return replaceMatch(text, /\d+/g, at, piece);
    case 'word':
      return replaceMatch(text, /[\w.-]+/g, at, piece);
    case 'delete':
      return text.slice(0, place) + text.slice(place + 1 + (to % 24));
    case 'cut':
      return text.slice(0, place);
    case 'without end':
      return text.replace(/\n$/, '');
    case 'flip':
      return text.slice(0, place) + flipped(text.charCodeAt(place), to) + text.slice(place + 1);
    case 'splice': {
      const other = corpus[to % corpus.length] ?? '';
      return limited(text.slice(0, place) + other.slice(to % (other.length + 1)));
    }
    case 'many': {
      const part = text.slice(place, place + 1 + (to % 60)) || piece || 'x';
      return limited(
        text.slice(0, place) + part.repeat(Math.min(20_000, Math.ceil((64 * 1024) / part.length))) + text.slice(place),
      );
    }
    default:
      return editLines(text, { kind, at, to, piece });
  }
}

function editLines(text: string, { kind, at, to, piece }: Edit): string {
  const lines = text.split('\n');
  const [one, two] = [at % lines.length, to % lines.length];
  const line = lines[one] ?? '';
  if (kind === 'drop line') lines.splice(one, 1);
  else if (kind === 'double line') lines.splice(two, 0, ...Array<string>(1 + (to % 3)).fill(line));
  else if (kind === 'line') lines.splice(one, 0, piece);
  else [lines[one], lines[two]] = [lines[two] ?? '', line];
  return limited(lines.join('\n'));
}

function flipped(code: number, to: number): string {
  return Number.isNaN(code) ? '' : String.fromCharCode(code ^ (1 << (to % 8)));
}

function replaceMatch(text: string, pattern: RegExp, at: number, piece: string): string {
  const found = text.length < 20_000 ? [...text.matchAll(pattern)] : [];
  const match = found[at % Math.max(1, found.length)];
  return match === undefined ? text : limited(text.slice(0, match.index) + piece + text.slice(match.index + match[0].length));
}

function limited(text: string): string {
  return text.length > MOST ? text.slice(0, MOST) : text;
}

interface ByteEdit {
  readonly kind: 'flip' | 'set' | 'delete' | 'double' | 'cut' | 'insert' | 'splice';
  readonly at: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** Bytes of `corpus` with up to six changes anywhere: flipped bits, cut ends, parts twice, parts of another. */
export function mutatedBytes(corpus: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const edit: fc.Arbitrary<ByteEdit> = fc.record({
    kind: fc.constantFrom('flip', 'flip', 'set', 'delete', 'double', 'cut', 'insert', 'splice'),
    at: fc.nat(),
    to: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 16 }),
  });
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 6 }))
    .map(([bytes, edits]) => edits.reduce((now, change) => editBytes(now, change, corpus), bytes));
}

function editBytes(bytes: Buffer, { kind, at, to, bytes: put }: ByteEdit, corpus: readonly Buffer[]): Buffer {
  const place = at % (bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
  const length = 1 + (to % 64);
  switch (kind) {
    case 'flip':
    case 'set': {
      const copy = Buffer.from(bytes);
      if (place < copy.length) copy[place] = kind === 'set' ? to & 0xff : (copy[place] ?? 0) ^ (1 << (to % 8));
      return copy;
    }
    case 'delete':
      return Buffer.concat([head, tail.subarray(length)]);
    case 'double':
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    case 'cut':
      return Buffer.from(head);
    case 'insert':
      return Buffer.concat([head, put, tail]);
    case 'splice': {
      const other = corpus[to % corpus.length] ?? bytes;
      return Buffer.concat([head, other.subarray(to % (other.length + 1))]);
    }
  }
}
