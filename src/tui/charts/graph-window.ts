/** How much time the history page shows: no more than there is, so that a chart begins at its left edge. */

const MINUTE = 60;
const HOUR = 3600;
/** None is more than half as long again as the one before. */
const WINDOWS_SECONDS = [
  ...[15, 20, 30, 45],
  ...[1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 9, 12, 18, 24].map((hours) => hours * HOUR),
];
/** What a past fills of a window that it is taken to fill. */
const FULL = 0.95;

/** The window until somebody zooms: the longest that the past fills. Then it goes on to the next one, and is not drawn to another scale each second. */
export function windowFor(pastSeconds: number): number {
  return WINDOWS_SECONDS.findLast((seconds) => isFilled(seconds, pastSeconds)) ?? all(pastSeconds);
}

/** What is shown of a window that was chosen, perhaps when there was a longer past. */
export function windowWithin(seconds: number, pastSeconds: number): number {
  return isFilled(seconds, pastSeconds) ? seconds : all(pastSeconds);
}

/** The next shorter (1) or longer (-1) window; the longest is all the past. */
export function zoomed(seconds: number, by: 1 | -1, pastSeconds: number): number {
  if (by === 1) return WINDOWS_SECONDS.findLast((each) => each < seconds) ?? seconds;
  const longer = WINDOWS_SECONDS.find((each) => each > seconds && isFilled(each, pastSeconds));
  return longer ?? Math.max(seconds, all(pastSeconds));
}

function isFilled(seconds: number, pastSeconds: number): boolean {
  return seconds * FULL <= pastSeconds;
}

/** In whole seconds. */
function all(pastSeconds: number): number {
  return Math.max(1, Math.floor(pastSeconds));
}
