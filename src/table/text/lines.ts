/** The line of each row: kept where the next row is not in the next line. */
export class RowLines {
  readonly #rows: number[] = [];
  readonly #lines: number[] = [];
  #next = 0;
  #row = 0;

  /** The line of the next row. */
  push(line: number): void {
    if (line !== this.#next) {
      this.#rows.push(this.#row);
      this.#lines.push(line);
    }
    this.#row += 1;
    this.#next = line + 1;
  }

  /** @param row from 0 */
  of(row: number): number {
    let [low, high] = [0, this.#rows.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle] <= row) low = middle;
      else high = middle;
    }
    return (this.#lines[low] ?? 1) + row - (this.#rows[low] ?? 0);
  }
}
