/** Brings whatever a table comes from into parts of bytes. */
import { joined } from '../check/bytes.ts';
import { DataError } from '../check/data-error.ts';
import { shown } from '../check/shown.ts';
import type { TableSource } from './table.ts';

/** Bytes as they arrive. */
export type Parts = AsyncGenerator<Uint8Array, void, undefined>;

const encoder = new TextEncoder();

/** The bytes of a source; a text becomes UTF-8. @throws {DataError} for what is no source */
export async function* partsOf(source: TableSource, file: string): Parts {
  if (typeof source === 'string') yield encoder.encode(source);
  else if (source instanceof Uint8Array) yield source;
  else if (source instanceof Blob) yield* encoded(readerOf(source.stream()));
  else if (source instanceof ReadableStream) yield* encoded(readerOf(source));
  else if (typeof source?.[Symbol.asyncIterator] === 'function') yield* encoded(source);
  else
    throw new DataError(
      `${file}: a table is read from a text, bytes, a Blob, a ReadableStream or parts that arrive, not from ${shown(source)}`,
    );
}

/** Not every browser iterates over a stream. */
async function* readerOf<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/** Texts become bytes; a letter of two halves may lie in two of them. */
async function* encoded(parts: AsyncIterable<Uint8Array | string>): Parts {
  let half = '';
  for await (const part of parts) {
    if (typeof part !== 'string') {
      yield part;
      continue;
    }
    const text = half + part;
    half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    const whole = half ? text.slice(0, -1) : text;
    if (whole !== '') yield encoder.encode(whole);
  }
  if (half !== '') yield encoder.encode(half);
}

/** A source whose first bytes are known. */
export interface Peeked {
  readonly start: Uint8Array;
  /** With the first bytes. */
  readonly whole: Parts;
  /** Ends the source, also if nothing was taken of it. */
  readonly close: () => Promise<unknown>;
}

/** The first bytes of a source, `most` or all that there are, and the whole source again. */
export async function peek(parts: Parts, most: number): Promise<Peeked> {
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < most) {
    const { value, done } = await parts.next();
    if (done) break;
    seen.push(value);
    length += value.length;
  }
  const whole = (async function* (): Parts {
    try {
      // given away one by one, so that none is kept
      for (let part = seen.shift(); part !== undefined; part = seen.shift()) yield part;
      yield* parts;
    } finally {
      await parts.return();
    }
  })();
  return { start: joined(seen).subarray(0, most), whole, close: () => parts.return() };
}

/** The whole source, if it is not too long. @throws what `tooLong` makes once it has more than `most` bytes */
export async function collected(parts: Parts, most: number, tooLong: () => Error): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > most) throw tooLong();
    all.push(part);
  }
  return joined(all);
}
