import { isZip } from '../../archive/zip.ts';
import type { Reader } from '../reader.ts';

/** The end of a zip archive, where the names of its entries stand. */
const DIRECTORY = 65_536;

/** Models of Keras in `.keras`, which is a zip archive. `.h5` is found by `../hdf5.ts`. */
export const keras: Reader = {
  name: 'Keras',
  recognises(bytes) {
    if (!isZip(bytes)) return false;
    const end = new TextDecoder('latin1').decode(bytes.subarray(Math.max(0, bytes.length - DIRECTORY)));
    return end.includes('config.json') && end.includes('model.weights.');
  },
  options: [],
  load: () => import('./read.ts'),
};
