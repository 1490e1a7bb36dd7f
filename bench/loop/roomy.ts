/** The interpreter with more memory from the start. */
import { readFileSync } from 'node:fs';

const MEMORY_SECTION = 5;
/** The most that one byte of LEB128 says: 8 MB. */
const PAGES = 127;

/**
 * The simd build with 127 pages at once. A memory that grows detaches its views, and from then on the engine makes an
 * array with every reading of the clock (see there): the garbage would be the loop's, though a session makes none.
 */
export function roomyMachine(): WebAssembly.Module {
  const bytes = Uint8Array.from(readFileSync('build/simd.wasm'));
  let at = 8;
  const number = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === MEMORY_SECTION) {
      at += 2; // one memory, and whether it has a maximum
      if (bytes[at] >= PAGES) throw new RangeError('the interpreter has as much memory already');
      bytes[at] = PAGES;
      return new WebAssembly.Module(bytes);
    }
    at = end;
  }
  throw new Error('build/simd.wasm has no memory of its own');
}
