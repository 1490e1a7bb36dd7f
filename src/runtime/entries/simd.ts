/** `meniscus`: the runtime with the interpreter in SIMD, whose bits are the same everywhere. */
import { simd } from '../builds/simd.ts';
import { loadersOf } from '../load.ts';

export * from '../types.ts';
export const { load, loadSync } = loadersOf(simd);
