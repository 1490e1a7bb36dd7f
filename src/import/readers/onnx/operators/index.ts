/** Every operator that can be read, by its name; one of another domain than the standard's with the domain before it. */
import type { Operator } from '../call.ts';
import { nodes } from '../recurrent/nodes.ts';
import { arithmetic } from './arithmetic.ts';
import { repeats } from './expand.ts';
import { functions } from './functions.ts';
import { parts } from './parts.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { shapes } from './shapes.ts';

export const operators: Readonly<Record<string, Operator>> = {
  ...arithmetic,
  ...functions,
  ...parts,
  ...products,
  ...reductions,
  ...repeats,
  ...shapes,
  ...nodes,
};

const unchanged = ['Identity', 'Dropout', 'Cast', 'CastLike'];
/** Those that compute something of a step, recurrent ones apart; others only move its numbers. */
export const computing: ReadonlySet<string> = new Set(
  Object.keys({ ...arithmetic, ...functions, ...products, ...reductions }).filter(
    (op) => !unchanged.includes(op),
  ),
);

/** Why operators of the standard are refused that people do export. */
export const refused: Readonly<Record<string, string>> = {
  Scan: 'it runs a graph of its own over a sequence: export the model for one step, with its states as inputs and outputs',
  Loop: 'it repeats a graph of its own: export the model for one step, with its states as inputs and outputs',
  If: 'it chooses between graphs: export the model with the choice made',
  ReverseSequence: 'it turns sequences round: it needs the future',
  CumSum: 'it adds up the steps of a sequence',
  MaxPool: 'it pools over time or space',
  AveragePool: 'it pools over time or space',
  GlobalAveragePool: 'it pools over time or space',
  GlobalMaxPool: 'it pools over time or space',
  ConvTranspose: 'a convolution cannot be read',
  Attention: 'attention over time needs all steps',
  MultiHeadAttention: 'attention over time needs all steps',
  InstanceNormalization: 'it normalises over time',
  GroupNormalization: 'it normalises over time',
  RandomNormal: 'it draws random numbers',
  RandomNormalLike: 'it draws random numbers',
  RandomUniform: 'it draws random numbers',
  RandomUniformLike: 'it draws random numbers',
  ArgMax: 'it gives the place of the largest element: take it from the outputs before it',
  ArgMin: 'it gives the place of the least element: take it from the outputs before it',
  QuantizeLinear: 'quantised models cannot be read: export the one in float32 and quantise with --weights',
  DequantizeLinear: 'quantised models cannot be read: export the one in float32 and quantise with --weights',
  DynamicQuantizeLinear:
    'quantised models cannot be read: export the one in float32 and quantise with --weights',
};
