/** The words of a column by their bytes, so that a word seen before needs no string. */

const none = new Int32Array(1).fill(-1);

/** Finds the code of a word: a whole number that whoever adds it chooses. */
export class Words {
  /** None before the first word: most columns have no words. */
  #slots = none;
  readonly #bytes: Uint8Array[] = [];
  readonly #codes: number[] = [];

  /** The word's code; undefined if it was never added. */
  find(bytes: Uint8Array, start: number, end: number): number | undefined {
    const place = this.#slots[this.#slotOf(bytes, start, end)];
    return place < 0 ? undefined : this.#codes[place];
  }

  /** A word that is not there yet. */
  add(bytes: Uint8Array, start: number, end: number, code: number): void {
    if (2 * this.#bytes.length + 1 >= this.#slots.length) this.#grow();
    this.#slots[this.#slotOf(bytes, start, end)] = this.#bytes.length;
    this.#bytes.push(bytes.slice(start, end));
    this.#codes.push(code);
  }

  /** Where the word is, or the free slot where it would be. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    // FNV-1a
    let hash = 0x811c9dc5;
    for (let p = start; p < end; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#slots[slot] >= 0 && !same(this.#bytes[this.#slots[slot]], bytes, start, end))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    this.#slots = new Int32Array(Math.max(32, this.#slots.length * 2)).fill(-1);
    this.#bytes.forEach((word, place) => {
      this.#slots[this.#slotOf(word, 0, word.length)] = place;
    });
  }
}

function same(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let k = 0; k < word.length; k++) if (word[k] !== bytes[start + k]) return false;
  return true;
}
