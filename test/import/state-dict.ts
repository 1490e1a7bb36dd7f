/** Checkpoints from nested lists of numbers, as PyTorch's tensors print. */
import { writeSafetensors } from '../../src/import/safetensors.ts';
import type { Matrix, Tensors, Vector } from './reference.ts';

const isMatrix = (data: Vector | Matrix): data is Matrix => typeof data[0] !== 'number';

/** A safetensors file of them. */
export const checkpointOf = (tensors: Tensors): Uint8Array =>
  writeSafetensors(
    Object.entries(tensors).map(([name, data]) =>
      isMatrix(data)
        ? { name, shape: [data.length, data[0].length], data: data.flat() }
        : { name, shape: [data.length], data: [...data] },
    ),
  );

/** The others. */
export const without = (tensors: Tensors, name: string): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([other]) => other !== name));

/** The same tensors, their names behind a prefix. */
export const under = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, data]) => [prefix + name, data]));
