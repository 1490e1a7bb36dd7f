import type { Target } from '../target.ts';
import { words } from './arguments.ts';
import { blob } from './blob.ts';
import { csv, npy, request, safetensors } from './readers.ts';
import { snapshot } from './snapshot.ts';

/** Everything that takes input from outside: a new one is a line here. */
export const targets: readonly Target[] = [blob, snapshot, safetensors, npy, csv, request, words];
