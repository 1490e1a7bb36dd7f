/**
 * The JSON of a safetensors header. The format is stricter than JSON: no key twice, and no nesting except
 * `{"tensor": {"shape": [3, 4]}}`.
 */
import { ImportError, shown } from './error.ts';

/** The bracket that opens each level: the header; a tensor or the metadata; a shape or offsets. */
const NESTING = '{{[';

/**
 * Parses the header's bytes. Types are those of JSON; nothing else is checked.
 * @throws {ImportError} if they are not UTF-8, do not begin with `{`, are not JSON, break the format's nesting, or repeat a
 * key in one object.
 */
export function parseHeader(header: Uint8Array, file: string): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    throw new ImportError(
      `${file}: the header is not UTF-8 text: the file is damaged, or not a safetensors file`,
    );
  }
  if (text[0] !== '{') {
    const found = text === '' ? 'is empty' : `begins with ${shown(text[0])}`;
    throw new ImportError(`${file}: the header must begin with "{" but ${found}: not a safetensors file`);
  }
  try {
    checkStructure(text, file);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const reason = (error as Error).message.replace(/[^ -~]/g, '?');
    throw new ImportError(`${file}: the header is not JSON, the file is damaged: ${reason}`);
  }
}

/**
 * Refuses what `JSON.parse` accepts: a repeated key in one object, of which it would keep the last, and nesting unlike the
 * format's, which would take many times its length in memory. Invalid JSON is left to `JSON.parse`.
 */
function checkStructure(text: string, file: string): void {
  const keys = Array.from({ length: NESTING.length + 1 }, () => new Set<string>());
  let depth = 0;
  let literal = '';
  let tensor = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      literal = text.slice(at, end);
      at = end - 1;
    } else if (character === ':') {
      // a string before a colon is a key; compare keys without their escapes
      const key = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
      if (depth === 1) tensor = key;
      if (keys[depth].has(key)) {
        const where = depth === 1 ? 'the header' : `tensor ${shown(tensor)}`;
        throw new ImportError(`${file}: ${where} has the key ${shown(key)} twice; save each name once`);
      }
      keys[depth].add(key);
    } else if (character === '{' || character === '[') {
      if (character !== NESTING[depth]) {
        const expected = depth < NESTING.length ? `with ${NESTING[depth]}` : 'no deeper';
        throw new ImportError(
          `${file}: tensor ${shown(tensor)} has ${character} at level ${depth + 1} of the header, where the format nests ${expected}: the file is damaged`,
        );
      }
      depth++;
      if (keys[depth].size > 0) keys[depth].clear();
    } else if ((character === '}' || character === ']') && depth > 0) depth--;
  }
}

/** The index after the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  for (let k = at + 1; k < text.length; k++) {
    if (text[k] === '\\') k++;
    else if (text[k] === '"') return k + 1;
  }
  return text.length;
}
