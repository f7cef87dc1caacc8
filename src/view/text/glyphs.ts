/** The few signs that every view writes; `toAscii` knows a form of each. */

/** Nothing is known. */
export const DASH = '–';
/** Between facts on one line. */
export const DOT = '·';
/** In front of a count of fds or clients: `×2`. */
export const TIMES = '×';
