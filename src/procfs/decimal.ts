/** Whole numbers as procfs writes them, in names and in fields. */

/**
 * A text of decimal digits as a number, as the kernel would write it; null for any other, and for one beyond 2^53, which a double
 * would turn into a neighbour. Faster than a regular expression, and called for every name in /proc.
 */
export function decimal(text: string): number | null {
  return decimalIn(text, 0, text.length);
}

/** The same of a part of a text, which need not be cut out. */
export function decimalIn(text: string, from: number, to: number): number | null {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  if (from === to || value > Number.MAX_SAFE_INTEGER) return null;
  // `07` is another name than `7`, and no kernel prints it.
  return to - from > 1 && text.charCodeAt(from) === 48 ? null : value;
}
