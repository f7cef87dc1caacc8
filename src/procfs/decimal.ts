/** Whole numbers as procfs writes them, in names and in fields. */

/**
 * A text of decimal digits as a number, as the kernel would write it; null for any other, and for one beyond 2^53, which a double
 * would turn into a neighbour. Faster than a regular expression, and called for every name in /proc.
 */
export function decimal(text: string): number | null {
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  if (text.length === 0 || value > Number.MAX_SAFE_INTEGER) return null;
  // `07` is another name than `7`, and no kernel prints it.
  return text.length > 1 && text.charCodeAt(0) === 48 ? null : value;
}
