import { ImportError, shown } from '../error.ts';

/** An address that says "nowhere". */
export const NOWHERE = -1;

/** How many structures of a file are read at most: real models have some thousand, a file that lies could have more than time. */
const MOST_STRUCTURES = 1_000_000;

/** The bytes of a file, read with checks: nothing beyond its end, no structure twice in one walk, no walk without end. */
export class FileBytes {
  private readonly view: DataView;
  private structures = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws ImportError unless that many bytes are there. It counts as a structure. */
  need(at: number, length: number, what: string): void {
    if (++this.structures > MOST_STRUCTURES)
      throw this.error(`has more than ${MOST_STRUCTURES.toLocaleString('en')} structures: it is damaged`);
    if (at < 0 || length < 0 || !Number.isSafeInteger(at) || at + length > this.bytes.length)
      throw this.error(
        `${what} at byte ${at < 0 ? 'nowhere' : at.toLocaleString('en')} does not fit into the file's ${this.bytes.length.toLocaleString('en')} bytes: it is damaged or cut short`,
      );
  }

  /** @throws ImportError unless those characters stand there */
  sign(at: number, signature: string, what: string): void {
    this.need(at, signature.length, what);
    const found = String.fromCharCode(...this.bytes.subarray(at, at + signature.length));
    if (found !== signature)
      throw this.error(
        `${what} at byte ${at.toLocaleString('en')} begins with ${shown(found)}, not ${signature}: the file is damaged`,
      );
  }

  u8(at: number): number {
    this.within(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.within(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.within(at, 4);
    return this.view.getUint32(at, true);
  }

  /** A length or an address: `NOWHERE` if all its bits are set. @throws ImportError if it is larger than any file */
  u64(at: number): number {
    this.within(at, 8);
    const [low, high] = [this.view.getUint32(at, true), this.view.getUint32(at + 4, true)];
    if (low === 0xffffffff && high === 0xffffffff) return NOWHERE;
    if (high > 0x1fffff)
      throw this.error(`the number at byte ${at.toLocaleString('en')} is too large: it is damaged`);
    return high * 2 ** 32 + low;
  }

  /** An unsigned number of 1 to 8 bytes. */
  uint(at: number, size: number): number {
    this.within(at, size);
    let value = 0;
    for (let k = size - 1; k >= 0; k--) value = value * 256 + this.view.getUint8(at + k);
    return value;
  }

  slice(at: number, length: number, what: string): Uint8Array {
    this.need(at, length, what);
    return this.bytes.subarray(at, at + length);
  }

  /** Text up to a zero, or to the end of its field. */
  text(at: number, length: number, what: string): string {
    return textOf(this.slice(at, length, what));
  }

  error(what: string): ImportError {
    return new ImportError(`${this.file}: HDF5: ${what}`);
  }

  private within(at: number, length: number): void {
    if (at < 0 || at + length > this.bytes.length) this.need(at, length, 'a number');
  }
}

/** UTF-8 up to a zero, or to the end. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
