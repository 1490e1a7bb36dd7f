/**
 * `meniscus/relaxed`: fuses multiplications and additions if the processor can. Faster there, but bits differ between
 * hosts. Loading a model compares it with the exact build.
 */
import { relaxed } from '../builds/relaxed.ts';
import { simd } from '../builds/simd.ts';
import { loadersOf } from '../load.ts';
import { comparedWith } from '../self-test.ts';

export * from '../types.ts';
export const { load, loadSync } = comparedWith(loadersOf(simd), loadersOf(relaxed));
