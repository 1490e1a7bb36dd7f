/**
 * Makes text from outside safe to show. Names, metadata and headers can hold anything: terminal codes, marks that change the
 * direction of text, invisible characters. All of these are shown as JSON escapes, `\u001b`, so that JSON keeps its meaning.
 */

/** Controls except line feed and tab; format characters (bidirectional, invisible); line separators; lone surrogates. */
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** A quick test: most text has none of them. */
const plain = /^[\n\t\x20-\x7e]*$/;

const escaped = (found: string): string =>
  Array.from(
    { length: found.length },
    (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** Text with every invisible character escaped; lines stay lines. */
export const visible = (text: string): string => (plain.test(text) ? text : text.replace(hidden, escaped));

/**
 * Text as one line of at most `most` characters. Longer text keeps its start and its end, since the end says what to do.
 */
export function oneLine(text: string, most = 2000): string {
  // skip what is cut away: a name may have millions of characters
  const end = Math.floor(most / 3);
  const cut = text.length > most ? `${text.slice(0, most - end - 3)} … ${text.slice(-end)}` : text;
  return visible(cut).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** A name from a file as one line, short enough for a table. */
export const shownName = (text: string): string =>
  text.length > 80 ? `${oneLine(text.slice(0, 79))}…` : oneLine(text);
