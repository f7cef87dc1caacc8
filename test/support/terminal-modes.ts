/** What a program that has written `bytes` has left changed in a terminal: private modes (ctlseqs, DECSET), keypad, scroll region. */

/** On where nobody has asked for anything: the cursor is seen, lines wrap. */
const ON_AT_FIRST: ReadonlySet<number> = new Set([7, 25]);

/**
 * A word for each thing that is not as it was, such as `?1000h`; empty: everything is.
 *
 * @param rows of the terminal: what scrolls is all of it
 */
export function modesLeft(bytes: string, rows: number): string[] {
  const modes = new Map<number, boolean>();
  /** Saved by XTSAVE, and not given back since. */
  const saved = new Set<number>();
  let keypad = false;
  let region = '';
  for (const [all, numbers, what, margins] of bytes.matchAll(/\x1b(?:\[\?([\d;]+)([hlsr])|\[(\d*;?\d*)r|[=>])/g)) {
    if (all === '\x1b=' || all === '\x1b>') keypad = all === '\x1b=';
    if (margins !== undefined) region = margins;
    for (const mode of numbers?.split(';').map(Number) ?? []) {
      if (what === 's') saved.add(mode);
      else if (what === 'r') {
        saved.delete(mode);
        modes.delete(mode);
      } else modes.set(mode, what === 'h');
    }
  }
  const changed = [...modes].filter(([mode, on]) => on !== ON_AT_FIRST.has(mode));
  return [
    ...changed.map(([mode, on]) => `?${mode}${on ? 'h' : 'l'}`),
    ...[...saved].filter((mode) => !modes.has(mode)).map((mode) => `?${mode}s`),
    ...(keypad ? ['keypad'] : []),
    ...(['', ';', `1;${rows}`].includes(region) ? [] : [`region ${region}`]),
  ];
}
