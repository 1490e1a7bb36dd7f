/** Lines that are no rows. */
import { BLANK, TAB } from './bytes.ts';

/** Whether a line is blank, has nothing but separators, or is a comment; null if it is a row. */
export function skippedAs(
  bytes: Uint8Array,
  start: number,
  end: number,
  separator: number,
): 'blank' | 'separators' | 'comment' | null {
  let p = start;
  while (p < end && (bytes[p] === BLANK || bytes[p] === TAB)) p++;
  if (p === end) return 'blank';
  const first = bytes[p];
  if (first === 35 || first === 37 || (first === 47 && bytes[p + 1] === 47)) return 'comment';
  if (first !== separator) return null;
  while (p < end && (bytes[p] === separator || bytes[p] === BLANK || bytes[p] === TAB)) p++;
  return p === end ? 'separators' : null;
}
