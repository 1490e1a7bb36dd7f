/** Files of torch.save and TorchScript. */
import type { ImportOptions } from '../options.ts';
import { Instance } from '../pickle/values.ts';
import type { Found } from '../readers/reader.ts';
import { findWeights } from '../state-dict/find.ts';
import { readStateDict } from '../state-dict/read.ts';
import { readLegacy } from './legacy.ts';
import { isLegacy } from './magic.ts';
import { programOf, readScript } from './script/read.ts';
import { isTensor, stateDictOf } from './tensors.ts';
import { TorchArchive } from './zip.ts';

/** @throws ImportError for a file that is damaged, or that wants to run something, or as `readStateDict` */
export function read(bytes: Uint8Array, options: ImportOptions): Found {
  const { file } = options;
  if (isLegacy(bytes)) return readStateDict(readLegacy(bytes, file), options);
  const archive = new TorchArchive(bytes, file);
  const pickled = archive.pickle('data');
  const { value, bytesOf } = pickled;
  if (
    archive.isScripted &&
    value instanceof Instance &&
    options.layers === undefined &&
    options.prefix === undefined
  )
    return readScript(archive, value, programOf(archive, pickled));
  const { named, notes } = findWeights(value, file, isTensor);
  const { tensors, others } = stateDictOf(named, file, bytesOf);
  return readStateDict({ tensors, others, notes }, options);
}
