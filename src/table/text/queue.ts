/** Bytes that came and are not read yet. */
export class ByteQueue {
  /** Longer than what it holds. */
  bytes: Uint8Array = new Uint8Array(1 << 17);
  length = 0;

  append(part: Uint8Array): void {
    const length = this.length + part.length;
    if (length > this.bytes.length) {
      const longer = new Uint8Array(Math.max(length, 2 * this.bytes.length));
      longer.set(this.bytes.subarray(0, this.length));
      this.bytes = longer;
    }
    this.bytes.set(part, this.length);
    this.length = length;
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  /** What it holds, until the next change. */
  get view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
