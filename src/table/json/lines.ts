/** Lines of UTF-8 as they arrive. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import type { Parts } from '../source.ts';
import { FEED } from '../text/bytes.ts';

const MARK = '\ufeff';

interface Line {
  /** Without blanks around it. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Whether a line feed follows. */
  readonly ended: boolean;
}

/** @throws {DataError} for a line that is too long or no UTF-8 */
export async function* linesOf(parts: Parts, file: string): AsyncGenerator<Line, void, undefined> {
  const held = new HeldLine(file);
  for await (const part of parts) {
    let start = 0;
    for (let end = part.indexOf(FEED); end >= 0; end = part.indexOf(FEED, start)) {
      held.push(part.subarray(start, end));
      yield held.take(true);
      start = end + 1;
    }
    // a copy: whoever gives parts may fill them again
    if (start < part.length) held.push(part.slice(start));
  }
  if (held.length > 0) yield held.take(false);
}

/** The line that is not complete yet. */
class HeldLine {
  length = 0;
  #line = 1;
  #parts: Uint8Array[] = [];
  readonly #file: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(file: string) {
    this.#file = file;
  }

  push(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
    if (this.length > limits.line.most)
      throw new DataError(`${this.#file}: line ${this.#line} ${beyond('line')}`);
  }

  take(ended: boolean): Line {
    const line = this.#line++;
    const parts = this.#parts;
    this.#parts = [];
    this.length = 0;
    try {
      const text = parts.map((part) => this.#decoder.decode(part, { stream: true })).join('');
      return { text: (text + this.#decoder.decode()).replace(MARK, '').trim(), line, ended };
    } catch {
      throw new DataError(
        `${this.#file}: line ${line} is not UTF-8, as JSON must be: save the file as UTF-8`,
      );
    }
  }
}
