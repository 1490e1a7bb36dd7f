/** Reads bench/notes.md: what was tried for each missed target, by the target's key. */

/** The text under each `## key`, without what stands before the first. */
export function parseNotes(markdown: string): ReadonlyMap<string, string> {
  const [, ...sections] = markdown.split(/^## /m);
  return new Map(
    sections.map((section): [string, string] => {
      const [key, ...lines] = section.split('\n');
      return [key.trim(), lines.join('\n').trim()];
    }),
  );
}
