/**
 * Texts that programs choose to do harm with, or that do harm by accident: one corpus for every test of what leaves gpu-top.
 *
 * The names are what a failing test prints, since the texts themselves may not be printed.
 */

function range(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at)).join('');
}

const KIB = 1024;

/** Sequences that a terminal obeys. */
const TERMINAL = {
  'all of C0': range(0, 0x1f),
  'DEL and all of C1': range(0x7f, 0x9f),
  NUL: 'a\0b',
  'a colour that stays': '\x1b[31;7mred',
  'clear the screen': '\x1b[2J\x1b[3J\x1b[H',
  'the same with C1': '\x9b2J\x9d0;title\x9c',
  'move up and write': 'x\r\x1b[1A\x1b[2Kroot',
  'a title': '\x1b]0;title\x07',
  'a link (OSC 8)': '\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\',
  'the clipboard (OSC 52)': '\x1b]52;c;cm0gLXJmIH4=\x07',
  'an OSC without an end': '\x1b]52;c;AAAA',
  'a device control string': '\x1bP+q544e\x1b\\',
  'questions to the terminal': '\x1b[c\x1b[6n\x05',
  'a change of character set': '\x1b(0qqq\x0e',
  'the end of a paste': '\x1b[201~\nid\n',
  backspaces: 'root\b\b\b\bevil',
} as const;

/** What a person reads as something else. */
const DECEIVING = {
  'bidi overrides': '\u202egpj.exe\u202c',
  'bidi isolates and marks': 'a\u2066b\u2069\u200e\u200f\u061cc',
  'zero width': 'a\u200bb\u200c\u200d\ufeff\u2060\u00adc',
  'tag characters': `a${String.fromCodePoint(0xe0041, 0xe0042, 0xe007f)}b`,
  'variation selectors': 'a\ufe0fb\u{e0100}c',
  'Hangul fillers': 'a\u3164\u115f\u1160\uffa0b',
  'spaces of every kind': 'a\u00a0\u1680\u2000\u2003\u202f\u205f\u3000b',
} as const;

/** What breaks a line, a row or a column. */
const SHAPE = {
  empty: '',
  blank: '   ',
  'line ends': 'a\nb\rc\r\nd\ve\ff\x85g\u2028h\u2029i',
  tabs: '\ta\t\tb',
  'a combining flood': `e${'\u0301\u0489'.repeat(500)}x`,
  'marks without a letter': '\u0301\u0300x',
  wide: '漢字'.repeat(100),
  'halves of wide': 'ﾊﾝｶｸ ＡＢＣ',
  emoji: '👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 1️⃣ ❤️ ⚡ 🎮',
  'a chain of joiners': '👩\u200d'.repeat(200),
  'Thai and Devanagari': 'กำลัง क्षत्रिय',
  'right to left': 'עברית שָׁלוֹם العربية',
  'conjoining jamo': '\u1112\u1161\u11ab'.repeat(20),
  'lone surrogates': 'a\ud800b\udc00c\ud83d',
  'private and unassigned': `\ue0b0${String.fromCodePoint(0x10fffe)}\ufffe\uffff`,
  'invalid UTF-8, as it is read': Buffer.from([
    0x61, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xe2, 0x82,
  ]).toString(),
  '64 KiB': 'x'.repeat(64 * KIB),
  '64 KiB of one letter': `e${'\u0301'.repeat(32 * KIB)}`,
  '64 KiB of controls': '\x1b['.repeat(32 * KIB),
  '64 KiB of wide': '漢'.repeat(21 * KIB),
} as const;

/** What the format or the reader of an output obeys. */
const MARKUP = {
  'blessed tags': '{red-fg}{bold}x{/}{|}{open}{close}',
  'half a blessed tag': '{red-fg',
  'a formula': '=HYPERLINK("http://evil","x")',
  'a formula by plus': "+1+cmd|'/C calc'!A0",
  'a formula by minus': '-1+1',
  'a formula by at': '@SUM(A1)',
  'a formula behind a tab': '\t=1+1',
  'a formula behind a line end': '\r\n=1+1',
  'a formula behind nothing visible': '\u200b\ufeff=1+1',
  'a full-width formula': '＝1＋1',
  'cells and quotes': 'a","b;c\td|e\'f""',
  'a label that ends': '"} 1\nfake_metric{a="b"} 2\n# HELP x',
  backslashes: 'a\\nb\\\\c\\"d\\',
  'a name of every object': '__proto__',
  'another name of every object': 'constructor',
  HTML: '</script><img src=x onerror=alert(1)>&lt;',
  Markdown: '| a | [x](http://evil) `b`',
  'a shell': '$(id) `id` ; id | id && id > x\n# \'"',
  formats: '%s%n%d {0} ${x}',
  paths: '../../../../etc/passwd',
  'a dash': '–',
  'a number': '1e999',
} as const;

/** Each text by its name, in the order in which they are tried. */
export const HOSTILE_TEXTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...TERMINAL, ...DECEIVING, ...SHAPE, ...MARKUP }),
);

/**
 * All texts of a kind in one, and some alone that would not show beside others: for exits of which each try takes a whole
 * command. None is longer than a file of a tree is read.
 */
export const HOSTILE_BUNDLES: ReadonlyMap<string, string> = new Map([
  ['what terminals obey', bundle(TERMINAL)],
  ['what deceives', bundle(DECEIVING)],
  ['what breaks shapes', bundle(SHAPE)],
  ['what formats obey', bundle(MARKUP)],
  ...(['line ends', 'the same with C1', 'a formula', 'emoji', 'a label that ends'] as const).map(
    (name) => [name, HOSTILE_TEXTS.get(name) ?? ''] as const,
  ),
]);

function bundle(texts: Readonly<Record<string, string>>): string {
  return Object.values(texts)
    .map((text) => text.slice(0, 100))
    .join(' ');
}
