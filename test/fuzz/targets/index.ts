import type { Target } from '../target.ts';
import { words } from './arguments.ts';
import { blob } from './blob.ts';
import { amplifiers, hdf5, keras, onnx } from './models.ts';
import { program } from './program.ts';
import { csv, npy, request, safetensors } from './readers.ts';
import { snapshot } from './snapshot.ts';
import { rows, tables } from './tables.ts';
import { tools } from './tools.ts';
import { torchFiles } from './torch.ts';

/** Everything that takes input from outside: a new one is a line here. */
export const targets: readonly Target[] = [
  blob,
  program,
  tools,
  snapshot,
  safetensors,
  hdf5,
  keras,
  amplifiers,
  onnx,
  npy,
  csv,
  tables,
  rows,
  request,
  words,
  ...torchFiles,
];
