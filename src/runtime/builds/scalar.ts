import { wasm } from '../generated/scalar.ts';
import { inWebAssembly } from '../interpreter.ts';

/** For hosts without SIMD. Gives the bits of `simd`. */
export const scalar = inWebAssembly('scalar', wasm, 'this host is too old for WebAssembly 2.0 without SIMD');
