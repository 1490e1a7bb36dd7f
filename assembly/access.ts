/**
 * Every load and store of a running step uses these functions. In the checked build they trap outside the session and the
 * resident model; in the other builds they are plain instructions.
 */
import { addMultiplyAdds, addTranscendentals, checkRead, checkWrite } from './checks';
import { lanes } from './math/lanes';

/** Reads lanes of T. The address needs only a float's alignment. */
// @ts-ignore: decorator
@inline
export function read<T>(address: usize): T {
  if (!ASC_NO_ASSERT) checkRead(address, sizeof<T>());
  if (isVector<T>()) return <T>v128.load(address);
  else return load<T>(address);
}

// @ts-ignore: decorator
@inline
export function write<T>(address: usize, value: T): void {
  if (!ASC_NO_ASSERT) checkWrite(address, sizeof<T>());
  if (isVector<T>()) v128.store(address, <v128>value);
  else store<T>(address, value);
}

/** Reads one float into all lanes of T. */
// @ts-ignore: decorator
@inline
export function readSplat<T>(address: usize): T {
  if (!ASC_NO_ASSERT) checkRead(address, 4);
  if (isVector<T>()) return <T>v128.load32_splat(address);
  else return load<T>(address);
}

/** Guards a load that does not use these functions: in the checked build it traps outside. */
// @ts-ignore: decorator
@inline
export function checkedRead(address: usize, bytes: usize): void {
  if (!ASC_NO_ASSERT) checkRead(address, bytes);
}

// @ts-ignore: decorator
@inline
export function checkedWrite(address: usize, bytes: usize): void {
  if (!ASC_NO_ASSERT) checkWrite(address, bytes);
}

/** Reads an integer of the resident program or port table. */
// @ts-ignore: decorator
@inline
export function readField<T>(address: usize): T {
  if (!ASC_NO_ASSERT) checkRead(address, sizeof<T>());
  return load<T>(address);
}

/** Bytes of n floats padded to whole vectors of four. */
// @ts-ignore: decorator
@inline
export function paddedBytes(n: u32): u32 {
  return ((n + 3) >> 2) << 4;
}

/** Counts multiply-adds as docs/format.md does. Only in the checked build. */
// @ts-ignore: decorator
@inline
export function countMultiplyAdds(count: u32): void {
  if (!ASC_NO_ASSERT) addMultiplyAdds(count);
}

/** Counts `each` transcendentals for every lane of T at byte i that is not padding. Only in the checked build. */
// @ts-ignore: decorator
@inline
export function countTranscendentals<T>(each: u32, i: usize, end: usize): void {
  if (!ASC_NO_ASSERT) addTranscendentals(each * min<u32>(lanes<T>(), <u32>((end - i) >> 2)));
}
