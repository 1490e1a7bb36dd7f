import type { Reader } from './reader.ts';

/** A state_dict in a safetensors file: a u64, and a header in JSON. */
export const safetensors: Reader = {
  name: 'safetensors',
  recognises: (bytes) =>
    bytes.length > 8 && bytes[8] === 0x7b && bytes[4] + bytes[5] + bytes[6] + bytes[7] === 0,
  options: ['config', 'prefix', 'readout'],
  load: async () => {
    const [{ readWeights }, { readNamed }] = await Promise.all([
      import('../safetensors.ts'),
      import('../named.ts'),
    ]);
    return { read: (bytes, options) => readNamed(readWeights(bytes, options.file), options) };
  },
};
