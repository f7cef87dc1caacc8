/** Text from other processes as a CSV cell. Quoting is the CSV writer's; this is about what a spreadsheet does with it. */
import { oneLine } from '../view/printable.js';

/** What makes a cell a formula in some spreadsheet; the full-width forms count in some locales, and leading spaces are skipped. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

/** The text on one line, with an apostrophe in front where it would be a formula; null stays null. */
export function csvText(text: string | null): string | null {
  if (text === null) return null;
  const line = oneLine(text);
  return FORMULA.test(line) ? `'${line}` : line;
}
