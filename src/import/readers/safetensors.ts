import { stateDictReader } from './state-dict.ts';

/** A state_dict in a safetensors file: a u64, and a header in JSON. */
export const safetensors = stateDictReader(
  'safetensors',
  (bytes) => bytes.length > 8 && bytes[8] === 0x7b && bytes[4] + bytes[5] + bytes[6] + bytes[7] === 0,
  async () => (await import('../safetensors.ts')).readWeights,
);
