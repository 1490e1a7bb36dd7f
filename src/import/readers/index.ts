import { guitarml, nam, rtneural } from './amplifiers/index.ts';
import { hdf5 } from './hdf5.ts';
import { json } from './json.ts';
import { keras } from './keras/index.ts';
import { npz } from './npz.ts';
import { onnx } from './onnx.ts';
import type { Reader } from './reader.ts';
import { safetensors } from './safetensors.ts';
import { torch } from './torch.ts';

/** Every kind of file that can be read: a new one is a file and a line here. The first that recognises a file reads it. */
export const readers: readonly Reader[] = [
  ...[hdf5, keras, nam, guitarml, rtneural],
  ...[safetensors, npz, torch, onnx, json],
];
