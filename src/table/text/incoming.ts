/** The bytes of a text as they come, brought to UTF-8. */
import type { Dialect, TableOptions } from '../table.ts';
import { guessEncoding, Transcoder } from './encoding.ts';
import { ByteQueue } from './queue.ts';

/** Bytes from which the encoding is guessed at most, and that are looked at together. */
export const PART = 1 << 16;

/** Collects bytes until the encoding is known, then holds text that is not read yet. */
export class Incoming {
  /** Before `decode` as they came, then UTF-8 with line feeds. */
  readonly queue = new ByteQueue();
  encoding: Dialect['encoding'] = 'utf-8';
  readonly #asked: TableOptions['encoding'];
  #transcoder: Transcoder | null = null;

  constructor({ encoding }: TableOptions) {
    this.#asked = encoding;
  }

  push(part: Uint8Array): void {
    this.queue.append(this.#transcoder ? this.#transcoder.push(part) : part);
  }

  /** Guesses the encoding of what came, if it was not given. */
  decode(): void {
    if (this.#transcoder) return;
    const start = this.queue.view.slice();
    this.encoding = this.#asked ?? guessEncoding(start).encoding;
    this.#transcoder = new Transcoder(this.encoding);
    this.queue.length = 0;
    this.queue.append(this.#transcoder.takeReturns(this.#transcoder.push(start)));
  }

  /** Takes the last part. */
  end(): void {
    this.decode();
    this.queue.append((this.#transcoder as Transcoder).end());
  }

  /** What is said of a guess that may be wrong. */
  get notes(): string[] {
    if (this.#asked !== undefined || this.encoding !== 'latin1') return [];
    return ['the text is not UTF-8 and is read as Latin-1 (windows-1252): --encoding changes it'];
  }
}
