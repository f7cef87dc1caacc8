/** Small turns from our values to JSON's. */

/** A ratio as shown: above 1 the driver's clock and ours disagree, and `raw_ratio` keeps what was computed. */
export function shownRatio(ratio: number | null): number | null {
  return ratio === null ? null : Math.min(1, ratio);
}

/** An object with the map's keys, whatever they are called (`__proto__` too). */
export function mapObject<Value>(map: ReadonlyMap<string, Value>, change: (value: Value, key: string) => unknown): object {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value, key)]));
}

/** How many of each kind; hostile keys stay keys. */
export function countBy<T>(values: readonly T[], keyOf: (value: T) => string): object {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return mapObject(counts, (count) => count);
}
