/**
 * `meniscus/relaxed`: fuses multiplications and additions where the processor can. Faster there, with other bits from host to
 * host; each model is compared with the exact build when it is loaded.
 */
import { relaxed } from '../builds/relaxed.ts';
import { simd } from '../builds/simd.ts';
import { loadersOf } from '../load.ts';
import { comparedWith } from '../self-test.ts';

export * from '../types.ts';
export const { load, loadSync } = comparedWith(loadersOf(simd), loadersOf(relaxed));
