/**
 * Text that came from outside, as it may be shown. Names, metadata and headers can hold anything: codes that a terminal obeys,
 * marks that turn the direction of what follows, characters that nobody sees. All of them are shown as JSON escapes them,
 * `\u001b`, so that JSON stays what it was.
 */

/** Controls but for line feed and tab; formats, as bidirectional and invisible marks are; separators of lines; halves of pairs. */
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Most text has none of them. */
const plain = /^[\n\t\x20-\x7e]*$/;

const escaped = (found: string): string =>
  Array.from(
    { length: found.length },
    (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** Lines of text without anything that is not seen. */
export const visible = (text: string): string => (plain.test(text) ? text : text.replace(hidden, escaped));

/**
 * Text as one line of at most so many characters: from its start, and where it is longer also from its end, which says
 * what to do.
 */
export function oneLine(text: string, most = 2000): string {
  // what is cut away need not be looked at: a name may have millions of characters
  const end = Math.floor(most / 3);
  const cut = text.length > most ? `${text.slice(0, most - end - 3)} … ${text.slice(-end)}` : text;
  return visible(cut).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** A name that came from a file: one line, so short that it fits into a table. */
export const shownName = (text: string): string =>
  text.length > 80 ? `${oneLine(text.slice(0, 79))}…` : oneLine(text);
