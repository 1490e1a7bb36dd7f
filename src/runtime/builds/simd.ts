import { machine } from '../generated/simd.ts';
import { inWebAssembly } from '../machine.ts';

/** 128-bit SIMD; the same bits everywhere. */
export const simd = inWebAssembly('simd', machine, 'a host without SIMD needs meniscus/scalar');
