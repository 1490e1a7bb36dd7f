/** A word as it is typed in a shell: in quotes where it needs them. */
export function typed(word: string): string {
  if (/^[\p{L}\p{N}_./,:=@%+-]+$/u.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`;
}
