import { isHdf5 } from '../hdf5/signature.ts';
import type { Reader } from './reader.ts';

/** HDF5: models of Keras in `.h5`, and policies of rl-tools. */
export const hdf5: Reader = {
  name: 'HDF5',
  recognises: isHdf5,
  options: [],
  async load() {
    const [{ readHdf5 }, keras, raptor] = await Promise.all([
      import('../hdf5/index.ts'),
      import('./keras/read.ts'),
      import('./raptor.ts'),
    ]);
    return {
      read: (bytes, options) =>
        readHdf5(bytes, options.file).find('actor') === null
          ? { format: 'Keras', ...keras.read(bytes, options) }
          : { format: 'rl-tools', ...raptor.read(bytes, options) },
    };
  },
};
