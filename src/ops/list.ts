import type { Op } from '../graph/op.ts';
import * as everything from './index.ts';

/** The operations of graphs that `index.ts` exports, in the order of their names. */
export const ops: readonly Op[] = Object.values(everything as Record<string, unknown>)
  .filter((x): x is Op => typeof x === 'object' && x !== null && 'forward' in x && !('compiled' in x))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
