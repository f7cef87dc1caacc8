/** "Did you mean": the known word that a mistyped one was probably meant to be. */

/** The nearest of `words` by edits (a swap of neighbours is one), or null when none is near. Case does not count. */
export function nearest(typed: string, words: Iterable<string>): string | null {
  let best: string | null = null;
  let bestEdits = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const word of words) {
    const edits = countEdits(typed.toLowerCase(), word.toLowerCase());
    if (edits >= bestEdits) continue;
    best = word;
    bestEdits = edits;
  }
  return best;
}

/** Optimal string alignment distance, by rows. */
function countEdits(from: string, to: string): number {
  let older: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        edits = Math.min(edits, (older[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    older = above;
    above = row;
  }
  return above[to.length] ?? 0;
}
