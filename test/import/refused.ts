/** Reads checkpoints that have to be refused. */
import { expect } from 'vitest';
import { type ConfigFile, ImportError, importModel } from '../../src/import/index.ts';
import type { Tensors } from './reference.ts';
import { checkpointOf } from './state-dict.ts';

const file = 'a.safetensors';

export interface Options {
  readonly config?: ConfigFile;
  readonly prefix?: string;
  readonly readout?: string;
}

/** What is said of bytes that are refused. */
export async function saidOf(bytes: Uint8Array, options: Options = {}): Promise<string> {
  try {
    await importModel(bytes, { file, ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    const { message } = error as ImportError;
    expect(message).toMatch(/^a\.safetensors: /);
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('was not refused');
}

/** The same of tensors. */
export const said = (tensors: Tensors, options?: Options): Promise<string> =>
  saidOf(checkpointOf(tensors), options);
