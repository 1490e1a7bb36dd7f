/** One cell among bytes. */
import { notUtf8 } from './start.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ascii = new TextDecoder('latin1');

/** The cell that is read now: moved over the bytes, so that it costs nothing until its text is asked for. */
export class Cell {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  line = 1;
  /** All bytes as characters of one byte each, and whether all are ASCII; null until they are needed. */
  #all: { text: string; isAscii: boolean } | null = null;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Forgets the bytes before. */
  of(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#all = null;
  }

  /** The cell's text. @throws {DataError} naming the line, if its bytes are no UTF-8 */
  text(): string {
    this.#all ??= all(this.bytes);
    if (this.#all.isAscii) return this.#all.text.slice(this.start, this.end);
    return this.copy();
  }

  /** As `text`, in a string of its own, which keeps nothing else in memory. @throws as `text` */
  copy(): string {
    try {
      return strict.decode(this.bytes.subarray(this.start, this.end));
    } catch {
      throw notUtf8(this.#file, this.line);
    }
  }
}

function all(bytes: Uint8Array): { text: string; isAscii: boolean } {
  const text = ascii.decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
  return { text, isAscii: !/[^\x00-\x7f]/.test(text) };
}
