/** Guesses which known name was meant, for messages about unknown names. */

/** The longest name to compare: the time grows with the product of the lengths. */
const LONGEST = 200;

/**
 * The name with the fewest edits from `wanted`, ignoring case, if these are few: one for every three letters, at least one, and
 * never all letters. Else the only name that begins with `wanted`. Else null: a far name is a wrong hint. The first wins a tie.
 * @param letters of `wanted` that distinguish it from other names; a file's ending does not count
 */
export function nearest(wanted: string, names: readonly string[], letters = wanted.length): string | null {
  if (wanted.length > LONGEST) return null; // nobody mistypes so much
  const low = wanted.toLowerCase();
  const most = Math.min(Math.max(1, Math.floor(letters / 3)), letters - 1);
  let best: string | null = null;
  let fewest = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= fewest) continue;
    const edits = editDistance(low, name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      best = name;
    }
  }
  if (best !== null || letters < 3) return best;
  const longer = names.filter((name) => name.toLowerCase().startsWith(low));
  return longer.length === 1 ? longer[0] : null;
}

/** `: did you mean "temp"?`, the end of a message about an unknown name; empty if no name is near. */
export function meant(wanted: string, names: readonly string[], prefix = ''): string {
  const near = nearest(wanted, names);
  return near === null ? '' : `: did you mean ${prefix ? `${prefix}${near}` : `"${near}"`}?`;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours from `a` to `b`, no letter touched twice (Damerau 1964;
 * "optimal string alignment").
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substituted));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}
