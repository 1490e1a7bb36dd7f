import { machine } from '../generated/scalar.ts';
import { inWebAssembly } from '../machine.ts';

/** For hosts without SIMD: the bits of `simd`. */
export const scalar = inWebAssembly(
  'scalar',
  machine,
  'this host is too old for WebAssembly 2.0 without SIMD',
);
