/** `meniscus`: the runtime with the SIMD interpreter, which gives the same bits everywhere. */
import { simd } from '../builds/simd.ts';
import { loadersOf } from '../load.ts';

export * from '../types.ts';
export const { load, loadSync } = loadersOf(simd);
