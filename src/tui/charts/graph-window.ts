/** How much time the history page shows: what there is, until somebody zooms. */

const WINDOWS_SECONDS = [15, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600] as const;

/** The shortest window that holds the past, so that a chart is never mostly empty. */
export function windowFor(pastSeconds: number): number {
  return WINDOWS_SECONDS.find((seconds) => seconds >= pastSeconds) ?? pastSeconds;
}

/** The next shorter (1) or longer (-1) window; a window longer than what is kept would stay empty. */
export function zoomed(seconds: number, by: 1 | -1, keptSeconds: number): number {
  if (by === 1) return WINDOWS_SECONDS.findLast((each) => each < seconds) ?? seconds;
  return WINDOWS_SECONDS.find((each) => each > seconds && each <= windowFor(keptSeconds)) ?? seconds;
}
