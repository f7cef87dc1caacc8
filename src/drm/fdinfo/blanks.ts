/** The blanks of an fdinfo: space and tab. Not String.trim: a client's name may hold Unicode spaces. */

const SPACE = 32;
const TAB = 9;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Where the blanks end that begin at `start`, at most at `end`. */
export function afterBlanks(text: string, start: number, end: number): number {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  return start;
}

/** Where the blanks begin that end at `end`, at least at `start`. */
export function beforeBlanks(text: string, start: number, end: number): number {
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}
