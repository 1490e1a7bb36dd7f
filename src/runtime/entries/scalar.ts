/** `meniscus/scalar`: for hosts without SIMD. Gives the same bits as `meniscus`. */
import { scalar } from '../builds/scalar.ts';
import { loadersOf } from '../load.ts';

export * from '../types.ts';
export const { load, loadSync } = loadersOf(scalar);
