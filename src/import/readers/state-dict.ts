import type { StateDict } from '../state-dict/state-dict.ts';
import type { Reader } from './reader.ts';

/** A reader of files that hold a state_dict. @param load loads what takes the tensors out of such a file */
export const stateDictReader = (
  name: string,
  recognises: Reader['recognises'],
  load: () => Promise<(bytes: Uint8Array, file: string) => StateDict>,
): Reader => ({
  name,
  recognises,
  options: ['config', 'prefix', 'readout', 'layers'],
  load: async () => {
    const [tensorsOf, { readStateDict }] = await Promise.all([load(), import('../state-dict/read.ts')]);
    return { read: (bytes, options) => readStateDict(tensorsOf(bytes, options.file), options) };
  },
});
