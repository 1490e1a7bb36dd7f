/** Patterns that stand for several names: `*` and `?`, sets `[a-c]`, choices `{a,b}`. */

/** Whether a text can stand for other names than itself. */
export const isGlob = (text: string): boolean => /[*?]|\[[^\]]+\]|\{[^{}]*,[^{}]*\}/.test(text);

/**
 * Whether a name fits a pattern, as a whole. `*` stands for any letters and none, `?` for one, `[a-c]` for one of a set and
 * `[!a-c]` for one outside it, `{a,b}` for either. Anything else stands for itself.
 */
export function matcherOf(pattern: string): (name: string) => boolean {
  try {
    const regular = new RegExp(`^${sourceOf(pattern)}$`, 'su');
    return (name) => regular.test(name);
  } catch {
    return (name) => name === pattern; // a set whose ends are swapped, `[c-a]`
  }
}

/** The pattern as the source of a regular expression. */
function sourceOf(pattern: string): string {
  // two `*` in a row are one: they would only cost time
  const parts = pattern.replace(/\*+/g, '*').matchAll(/\[(!?)([^\]]+)\]|\{([^{}]*,[^{}]*)\}|[\s\S]/gu);
  return Array.from(parts, ([part, not, set, choices]) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^[\]&|~]/g, '\\$&')}]`;
    if (choices !== undefined) return `(?:${choices.split(',').map(sourceOf).join('|')})`;
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }).join('');
}
