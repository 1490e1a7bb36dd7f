/** Rows that were read, and the columns that they are kept in. */

/** Bytes of the rows that wait to be sorted into columns. */
const BLOCK = 1 << 18;

/** Rows as they are read, one after the other, until they are full and go to their columns. */
export class Block {
  /** [capacity × stride] */
  readonly values: Float64Array;
  /** Numbers of a row. */
  readonly stride: number;
  readonly capacity: number;
  /** Rows that are complete. */
  rows = 0;

  constructor(stride: number, capacity = Math.max(1, Math.floor(BLOCK / 8 / Math.max(1, stride)))) {
    this.stride = stride;
    this.capacity = capacity;
    this.values = new Float64Array(this.capacity * stride);
  }
}

/** So many cost little where columns are many. */
const FEWEST = 8;
const MOST = 16_384;
const nothing = new Float64Array(0);

/** A column of numbers whose length is not known yet: in parts, none of them ever copied to grow. */
export class Storage {
  #parts: Float64Array[] = [];
  #last: Float64Array = nothing;
  /** Numbers in the last part. */
  #filled = 0;
  length = 0;

  /** Appends a column of a block. */
  append(block: Block, column: number): void {
    const { values, stride, rows } = block;
    let from = column;
    for (let row = 0; row < rows; row++, from += stride) {
      if (this.#filled === this.#last.length) this.#grow();
      this.#last[this.#filled++] = values[from];
    }
    this.length += rows;
  }

  #grow(): void {
    this.#last = new Float64Array(Math.min(MOST, Math.max(FEWEST, this.length + this.#filled)));
    this.#parts.push(this.#last);
    this.#filled = 0;
  }

  /** Changes every number in place. */
  map(change: (value: number) => number): void {
    for (const part of this.#parts)
      for (let k = 0; k < (part === this.#last ? this.#filled : part.length); k++) part[k] = change(part[k]);
  }

  /** Moves all numbers to one array, and forgets them. */
  moveTo<T extends Float64Array | Int32Array>(joined: T): T {
    let at = 0;
    for (const part of this.#parts) {
      joined.set(part === this.#last ? part.subarray(0, this.#filled) : part, at);
      at += part.length;
    }
    this.clear();
    return joined;
  }

  clear(): void {
    this.#parts = [];
    this.#last = nothing;
    this.#filled = 0;
    this.length = 0;
  }
}
