import { machine } from '../generated/relaxed.ts';
import { inWebAssembly } from '../machine.ts';

/** Fuses multiplications and additions where the processor can: faster there, and outside the promise of equal bits. */
export const relaxed = inWebAssembly(
  'relaxed',
  machine,
  'a host without relaxed SIMD needs the exact build, meniscus or meniscus/scalar',
);
