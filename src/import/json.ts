/** JSON of model files: read with checks, as anything from a file. */
import { ImportError, shown } from './error.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object in JSON.
 * @param what it is, for messages: `config.json`; empty for the whole file
 * @throws ImportError if it is no JSON in UTF-8, no object, or has a key twice, of which JSON.parse would keep the last
 */
export function parseJson(given: Uint8Array | string, file: string, what = ''): Json {
  const where = what === '' ? file : `${file}: ${what}`;
  let text: string;
  let found: unknown;
  try {
    text = typeof given === 'string' ? given : new TextDecoder('utf-8', { fatal: true }).decode(given);
    found = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/[^ -~]/g, '?').slice(0, 120);
    throw new ImportError(`${where}: it is no JSON, cut short or damaged: ${reason}`);
  }
  if (!isObject(found)) throw new ImportError(`${where}: it is ${shown(found)}; expected an object`);
  const twice = repeatedKey(text);
  if (twice !== null)
    throw new ImportError(`${where}: the key ${shown(twice)} stands there twice; save each name once`);
  return found;
}

/** A key that an object of a valid text has twice; null without one. */
function repeatedKey(text: string): string | null {
  const open: Set<string>[] = [];
  const tokens = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}]/g;
  for (const [token, string, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const name: string = string.includes('\\') ? JSON.parse(`"${string}"`) : string;
      const keys = open[open.length - 1];
      if (keys.has(name)) return name;
      keys.add(name);
    }
  }
  return null;
}

/** Whether a file begins as a JSON object does and has all of these keys somewhere. */
export function isJsonWith(bytes: Uint8Array, ...keys: readonly string[]): boolean {
  const begin = bytes.findIndex((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte));
  if (bytes[begin] !== 0x7b) return false;
  const text = new TextDecoder('latin1').decode(bytes);
  return keys.every((key) => text.includes(`"${key}"`));
}

const sizes = (list: unknown, depth: number): string => {
  const found: number[] = [];
  for (let inner = list; Array.isArray(inner) && found.length <= depth; [inner] = inner)
    found.push(inner.length);
  return `[${found.join(', ')}]`;
};

/**
 * Nested lists of numbers of that shape, row-major.
 * @throws ImportError saying the shape that it has, or which element is no finite f32
 */
export function numbersOf(value: unknown, shape: readonly number[], where: string): Float64Array {
  const data: number[] = [];
  const visit = (list: unknown, depth: number): void => {
    if (!Array.isArray(list) || list.length !== shape[depth])
      throw new ImportError(
        `${where} has the shape ${sizes(value, shape.length)}; expected [${shape.join(', ')}]`,
      );
    for (const one of list) {
      if (depth + 1 < shape.length) visit(one, depth + 1);
      else if (typeof one === 'number' && Number.isFinite(Math.fround(one))) data.push(one);
      else
        throw new ImportError(
          Array.isArray(one)
            ? `${where} has the shape ${sizes(value, shape.length)}; expected [${shape.join(', ')}]`
            : `${where}: element ${data.length} is ${shown(one)}; expected a number that is finite as f32`,
        );
    }
  };
  visit(value, 0);
  return Float64Array.from(data);
}
