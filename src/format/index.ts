/** `meniscus/format`: what a blob holds, without running it. docs/format.md specifies it. */

import { costOf } from '../compile/cost.ts';
import { type Inspection, inspect as inspectWith } from './inspect.ts';

export { weightsOf } from './decode.ts';
export type { InspectedInstruction, InspectedTensor, Inspection, Region, Work } from './inspect.ts';
export {
  type Header,
  type ReadContents,
  type ReadInstruction,
  type ReadPort,
  type ReadTensor,
  readBlob,
} from './read.ts';
export { type BlobContents, type Origin, type Origins, writeBlob } from './write.ts';

/**
 * Everything there is to say about a blob, as plain JSON: its parts in bytes, program, tensors, ports, arena, and the work
 * of a step.
 * @throws {RangeError} where the bytes are no blob of this version, or a table in them does not fit
 */
export const inspect = (bytes: Uint8Array): Inspection => inspectWith(bytes, costOf);
