/** Words from sysfs: a label, a version, a mode. */

/** Longer than any name that a driver prints. */
const MOST_CHARACTERS = 120;

/** The text of a file of one line without the spaces around it; null for one that is empty, longer than any name, or of more lines. */
export function wordsOf(text: string | null): string | null {
  const words = text?.trim() ?? '';
  return words === '' || words.length > MOST_CHARACTERS || words.includes('\n') ? null : words;
}
