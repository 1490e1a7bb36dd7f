import { entryNames } from '../archive/directory.ts';
import { stateDictReader } from './state-dict.ts';

/** A state_dict in an archive of NumPy arrays. */
export const npz = stateDictReader(
  'NumPy .npz',
  (bytes) => {
    const names = entryNames(bytes);
    return names.length > 0 && names.every((name) => name.endsWith('.npy'));
  },
  async () => (await import('../state-dict/npz.ts')).readNpz,
);
