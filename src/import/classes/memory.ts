import type { Checkpoint } from '../checkpoint.ts';
import type { Config } from '../config.ts';
import type { Entry, States } from './class.ts';

const parts = ['input_map.weight', 'input_map.bias', 'recurrent_map.weight'];

/** The LSTM that ncps puts in front of a liquid cell: its tensors lie beside those of `rnn_cell`. */
export const memoryEntries: readonly Entry[] = parts.map((part) => ({
  tensor: `lstm.${part}`,
  parameter: `lstm.${part}`,
}));

/** What of it reads the inputs. */
export const memoryReader = { weight: 'lstm.input_map.weight', bias: 'lstm.input_map.bias' };

/** Whether there is one. @throws ImportError where the configuration says something else */
export function hasMemory(checkpoint: Checkpoint, config: Config): boolean {
  const found = parts.some((part) => checkpoint.has(`lstm.${part}`));
  config.check('mixed_memory', found);
  return found;
}

/** @throws ImportError where the configuration says another proj_size than that of `fc` */
export const checkProjection = (checkpoint: Checkpoint, config: Config): void =>
  config.check('proj_size', checkpoint.has('fc.weight') ? checkpoint.shape('fc.weight', 2)[0] : null);

/** Where the names of a cell begin: a sequence class has its cell in `rnn_cell`. */
export const cellPrefix = (checkpoint: Checkpoint, signature: string): string =>
  checkpoint.has(`rnn_cell.${signature}`) ? 'rnn_cell.' : '';

/** The states of a liquid cell, whose names follow one another in PyTorch's h, and the memory's c where there is one. */
export const liquidStates = (names: readonly string[], mixedMemory = false): States => ({
  layered: false,
  names: { h: [names], ...(mixedMemory && { c: [['c']] }) },
});
