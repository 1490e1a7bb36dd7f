/**
 * The JSON of a safetensors header, of which the format wants more than JSON does: no key twice, and no nesting besides
 * `{"tensor": {"shape": [3, 4]}}`.
 */
import { ImportError, shown } from './error.ts';

/** What opens each level: the header, a tensor or the metadata, a shape or offsets. */
const NESTING = '{{[';

/**
 * The object that the header's bytes are, with the types of JSON but otherwise unchecked.
 * @throws {ImportError} when they are not UTF-8, do not begin with `{`, are not JSON, nest otherwise than the format, or
 * have a key twice in one object.
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
 * Refuses what `JSON.parse` lets pass: a key that stands twice in one object, of which it would keep the last, and other
 * nesting than the format's, which would take many times its length in memory. What is not JSON is left to `JSON.parse`.
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
      // what stands before a colon is a key; escapes must not hide that two are the same
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

/** The index behind the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  for (let k = at + 1; k < text.length; k++) {
    if (text[k] === '\\') k++;
    else if (text[k] === '"') return k + 1;
  }
  return text.length;
}
