/** `meniscus/format`: reads and writes blobs without running them. docs/format.md specifies the format. */

export { weightsOf } from './decode.ts';
export {
  type InspectedInstruction,
  type InspectedTensor,
  type Inspection,
  inspect,
  type Work,
} from './inspect.ts';
export {
  type Header,
  type ReadContents,
  type ReadInstruction,
  type ReadPort,
  type ReadTensor,
  readBlob,
} from './read.ts';
export type { Region } from './regions.ts';
export { type BlobContents, type Origin, type Origins, writeBlob } from './write.ts';
