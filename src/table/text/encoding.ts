/** Brings text of any encoding to UTF-8. */
import type { Dialect } from '../table.ts';
import { FEED, QUOTE, RETURN } from './bytes.ts';

type Encoding = Dialect['encoding'];

/** What the first bytes tell of the encoding. */
export interface EncodingGuess {
  readonly encoding: Encoding;
  /** Whether a byte order mark says so. */
  readonly marked: boolean;
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding of a text: its mark; UTF-16 if every second byte is mostly zero; UTF-8 if it is that; else Latin-1. */
export function guessEncoding(start: Uint8Array): EncodingGuess {
  const mark = marks.find(([, bytes]) => bytes.every((byte, k) => start[k] === byte));
  if (mark) return { encoding: mark[0], marked: true };
  const zeros = [0, 0];
  for (let k = 0; k < start.length; k++) if (start[k] === 0) zeros[k % 2] += 1;
  const most = start.length / 2;
  // text of other scripts has fewer zeros, but separators and digits have them
  if (zeros[1] > 0.4 * most && zeros[0] < 0.05 * most) return { encoding: 'utf-16le', marked: false };
  if (zeros[0] > 0.4 * most && zeros[1] < 0.05 * most) return { encoding: 'utf-16be', marked: false };
  return { encoding: isUtf8(start) ? 'utf-8' : 'latin1', marked: false };
}

/** Whether bytes are UTF-8, of which the last character may be cut. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Parts of a text in UTF-8 without a mark. The bytes of UTF-8 are not checked: whoever decodes a cell does. */
export class Transcoder {
  readonly #decoder: TextDecoder | null;
  readonly #encoder = new TextEncoder();
  /** Bytes of the mark that may still come. */
  #mark: number;
  /** Whether lines end with a carriage return alone. */
  #returns = false;

  constructor(encoding: Encoding) {
    this.#decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding);
    this.#mark = encoding === 'utf-8' ? 3 : 0;
  }

  /** The next part. The first has at least three bytes, if all have. */
  push(part: Uint8Array): Uint8Array {
    if (this.#decoder) return this.#lines(this.#encoder.encode(this.#decoder.decode(part, { stream: true })));
    const bytes =
      this.#mark > 0 && marks[0][1].every((byte, k) => part[k] === byte) ? part.subarray(3) : part;
    this.#mark = 0;
    return this.#lines(bytes);
  }

  /** What is left after the last part. */
  end(): Uint8Array {
    return this.#lines(this.#encoder.encode(this.#decoder?.decode() ?? ''));
  }

  /** Takes carriage returns for line feeds from now on, if that is what ends lines. @returns this part with them */
  takeReturns(part: Uint8Array): Uint8Array {
    this.#returns = endsWithReturns(part);
    return this.#lines(part);
  }

  #lines(bytes: Uint8Array): Uint8Array {
    return this.#returns ? bytes.map((byte) => (byte === RETURN ? FEED : byte)) : bytes;
  }
}

/** Whether more lines end with a carriage return alone than with a line feed, not counting those in quotes. */
function endsWithReturns(bytes: Uint8Array): boolean {
  let [feeds, returns, quotes] = [0, 0, 0];
  for (let k = 0; k < bytes.length; k++) {
    if (bytes[k] === QUOTE) quotes += 1;
    else if (quotes % 2 === 1) continue;
    else if (bytes[k] === FEED) feeds += 1;
    else if (bytes[k] === RETURN && k + 1 < bytes.length && bytes[k + 1] !== FEED) returns += 1;
  }
  return returns > feeds;
}
