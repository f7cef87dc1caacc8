/** How much time the history page shows: what there is, until somebody zooms. */

const MINUTE = 60;
const HOUR = 3600;
/** None is more than twice the one before. */
const WINDOWS_SECONDS = [
  ...[15, 30],
  ...[1, 1.5, 2, 3, 5, 7.5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
  ...[1, 1.5, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];

/** The shortest window that holds the past, so that a chart is never mostly empty. */
export function windowFor(pastSeconds: number): number {
  return WINDOWS_SECONDS.find((seconds) => seconds >= pastSeconds) ?? pastSeconds;
}

/** The next shorter (1) or longer (-1) window; a window longer than what is kept would stay empty. */
export function zoomed(seconds: number, by: 1 | -1, keptSeconds: number): number {
  if (by === 1) return WINDOWS_SECONDS.findLast((each) => each < seconds) ?? seconds;
  return WINDOWS_SECONDS.find((each) => each > seconds && each <= windowFor(keptSeconds)) ?? seconds;
}
