import { wasm } from '../generated/relaxed.ts';
import { inWebAssembly } from '../interpreter.ts';

/** Fuses multiplications and additions where the processor can: faster there, and outside the promise of equal bits. */
export const relaxed = inWebAssembly(
  'relaxed',
  wasm,
  'a host without relaxed SIMD needs the exact build, meniscus or meniscus/scalar',
);
