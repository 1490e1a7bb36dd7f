import { wasm } from '../generated/relaxed.ts';
import { inWebAssembly } from '../interpreter.ts';

/** Fuses multiplications and additions if the processor can: faster there, but bits may differ between hosts. */
export const relaxed = inWebAssembly(
  'relaxed',
  wasm,
  'a host without relaxed SIMD needs the exact build, meniscus or meniscus/scalar',
);
