/** Splits rows with quotes (RFC 4180): a quoted cell may hold separators, line feeds, and quotes that are doubled. */
import { BLANK, FEED, QUOTE, RETURN, TAB } from './bytes.ts';

/** The cells of one row at a time, as places among the bytes. */
export class QuotedCells {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  count = 0;
  /** Line feeds within cells. */
  feeds = 0;
  /** What is wrong with the row; null if nothing is. */
  wrong: string | null = null;
  readonly #doubled: boolean[] = [];
  readonly #separator: number;

  constructor(separator: number) {
    this.#separator = separator;
  }

  /** Splits the row that starts here. @returns where it ends; −1 if that has not come */
  split(bytes: Uint8Array, start: number): number {
    this.count = 0;
    this.feeds = 0;
    this.wrong = null;
    let p = start;
    for (;;) {
      while (bytes[p] === BLANK || (bytes[p] === TAB && this.#separator !== TAB)) p++;
      if (this.#separator === BLANK && this.count > 0 && this.#ends(bytes, p)) return this.#feed(bytes, p);
      p = bytes[p] === QUOTE ? this.#quotedCell(bytes, p) : this.#plainCell(bytes, p);
      if (p < 0 || this.wrong !== null) return -1;
      if (this.#ends(bytes, p)) return this.#feed(bytes, p);
      p += 1;
    }
  }

  /** The bytes of a cell with doubled quotes, each single; null if it has none. */
  undoubled(bytes: Uint8Array, k: number): Uint8Array | null {
    if (!this.#doubled[k]) return null;
    const single = new Uint8Array(this.ends[k] - this.starts[k]);
    let length = 0;
    for (let p = this.starts[k]; p < this.ends[k]; p++) {
      single[length++] = bytes[p];
      if (bytes[p] === QUOTE) p++;
    }
    return single.subarray(0, length);
  }

  #ends(bytes: Uint8Array, p: number): boolean {
    return p >= bytes.length || bytes[p] === FEED || (bytes[p] === RETURN && bytes[p + 1] === FEED);
  }

  #feed(bytes: Uint8Array, p: number): number {
    const feed = bytes[p] === RETURN ? p + 1 : p;
    return feed < bytes.length ? feed : -1;
  }

  #isBetween(byte: number): boolean {
    return byte === this.#separator || (this.#separator === BLANK && byte === TAB);
  }

  #plainCell(bytes: Uint8Array, start: number): number {
    let p = start;
    while (!this.#ends(bytes, p) && !this.#isBetween(bytes[p])) p++;
    let end = p;
    while (end > start && (bytes[end - 1] === BLANK || bytes[end - 1] === TAB)) end--;
    this.#add(start, end, false);
    return p;
  }

  /** @returns where the cell's separator stands; −1 if its quote does not close among the bytes */
  #quotedCell(bytes: Uint8Array, open: number): number {
    let close = open;
    let doubled = false;
    for (;;) {
      close = bytes.indexOf(QUOTE, close + 1);
      if (close < 0) return -1;
      if (bytes[close + 1] !== QUOTE) break;
      doubled = true;
      close += 1;
    }
    for (let p = open; p < close; p++) if (bytes[p] === FEED) this.feeds += 1;
    let start = open + 1;
    while (start < close && (bytes[start] === BLANK || (bytes[start] >= TAB && bytes[start] <= RETURN)))
      start++;
    this.#add(start, close, doubled);
    let p = close + 1;
    while (!this.#ends(bytes, p) && !this.#isBetween(bytes[p])) {
      if (bytes[p] !== BLANK && bytes[p] !== TAB)
        this.wrong = `column ${this.count} goes on after its closing quote: double a quote that is part of the cell`;
      p++;
    }
    return p;
  }

  #add(start: number, end: number, doubled: boolean): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.#doubled[this.count] = doubled;
    this.count += 1;
  }
}
