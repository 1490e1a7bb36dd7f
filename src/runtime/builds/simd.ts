import { wasm } from '../generated/simd.ts';
import { inWebAssembly } from '../interpreter.ts';

/** Uses 128-bit SIMD. Gives the same bits everywhere. */
export const simd = inWebAssembly('simd', wasm, 'a host without SIMD needs meniscus/scalar');
