/** `meniscus/js`: for engines without WebAssembly. Slow, with the same bits as `meniscus`. */
import { js } from '../builds/js.ts';
import { loadersOf } from '../load.ts';

export * from '../types.ts';
export const { load, loadSync } = loadersOf(js);
