/** Unpacks gzip as it arrives, with the platform's own means. */
import { DataError } from '../check/data-error.ts';
import { kindOf } from '../check/kind.ts';
import { beyond, limits } from '../check/limits.ts';
import { type Parts, type Peeked, peek } from './source.ts';

/** The first bytes of a source, `most` or all that there are, and the whole of it: unpacked if it is gzip. */
export async function unpacked(
  parts: Parts,
  file: string,
  most: number,
): Promise<Peeked & { readonly isPacked: boolean }> {
  const found = await peek(parts, most);
  const isPacked = kindOf(found.start).name === 'gzip';
  return { ...(isPacked ? await peek(gunzip(found.whole, file), most) : found), isPacked };
}

/** Unpacked bytes for each packed one. Deflate reaches 1,032; logs stay below 100, and those that say the same below 300. */
const REGULAR = 500;

/**
 * @throws {DataError} if the data is damaged or cut short, and for gzip that unpacks to far more than a log does
 */
export async function* gunzip(parts: Parts, file: string): Parts {
  const packed = new Packed(parts);
  const stream = new DecompressionStream('gzip');
  const fed = packed.feed(stream.writable.getWriter(), file);
  fed.catch(() => {}); // whoever reads meets it too
  const reader = stream.readable.getReader();
  let unpacked = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      unpacked += value.length;
      if (unpacked > limits.table.most) throw new DataError(`${file}: unpacked, ${beyond('table')}`);
      if (unpacked > limits.unpacked.most && unpacked > REGULAR * packed.length)
        throw new DataError(`${file}: ${beyond('unpacked')}`);
      yield value;
    }
    await fed;
  } catch (error) {
    if (packed.error !== null) throw packed.error;
    if (error instanceof DataError) throw error;
    throw damaged(file, unpacked, packed, error);
  } finally {
    await reader.cancel().catch(() => {});
    await fed.catch(() => {});
    await parts.return();
  }
}

function damaged(file: string, unpacked: number, packed: Packed, error: unknown): DataError {
  const read = `${packed.length.toLocaleString('en')} packed bytes gave ${unpacked.toLocaleString('en')}`;
  return new DataError(
    `${file}: the gzip ${packed.ended ? 'is damaged or cut short' : 'is damaged'}: ${read}; copy it again, or take what can be read with gunzip -c`,
    { cause: error },
  );
}

/** The packed bytes on their way. */
class Packed {
  length = 0;
  ended = false;
  /** What the source threw, if it did. */
  error: unknown = null;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Ends with the first error of either side. */
  async feed(writer: WritableStreamDefaultWriter<BufferSource>, file: string): Promise<void> {
    for (;;) {
      const { value, done } = await this.#parts.next().catch((error) => {
        this.error = error;
        void writer.abort(error).catch(() => {});
        throw error;
      });
      if (done) break;
      this.length += value.length;
      // a header without an end gives nothing
      if (this.length > limits.table.most) throw new DataError(`${file}: ${beyond('table')}`);
      await writer.write(value as Uint8Array<ArrayBuffer>);
    }
    this.ended = true;
    await writer.close();
  }
}
