/** Which of the known names somebody meant: for messages about unknown names. */

/** The longest name that is compared: the time grows with the product of the lengths. */
const LONGEST = 200;

/** The name with the fewest edits from `wanted`, letter case aside; null of none. The first wins a tie. */
export function nearest(wanted: string, names: readonly string[]): string | null {
  if (wanted.length > LONGEST) return null; // nobody mistypes so much
  let best: string | null = null;
  let fewest = Infinity;
  for (const name of names) {
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

/** Insertions, deletions and substitutions from `a` to `b` (Wagner and Fischer 1974). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substituted));
    }
    row = next;
  }
  return row[b.length];
}
