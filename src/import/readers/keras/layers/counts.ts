/** How many weights a layer has, by its arguments: to find those of a nested model in the older files. */

import { isObject } from '../../../json.ts';
import { LayerConfig } from '../config.ts';

export interface Counts {
  /** Weights that train, in order. */
  readonly trained: number;
  /** Behind them those that do not: moving means and the like, or all of a frozen layer. */
  readonly fixed: number;
}

const on = (value: unknown, otherwise = true): number => ((value ?? otherwise) === false ? 0 : 1);

const recurrent = ({ config }: LayerConfig) => [2 + on(config.use_bias), 0];

/** Trained and fixed. */
const counted: Readonly<Record<string, (layer: LayerConfig) => readonly number[]>> = {
  Dense: ({ config }) => [1 + on(config.use_bias), 0],
  LSTM: recurrent,
  GRU: recurrent,
  SimpleRNN: recurrent,
  LSTMCell: recurrent,
  GRUCell: recurrent,
  SimpleRNNCell: recurrent,
  PReLU: () => [1, 0],
  BatchNormalization: ({ config }) => [on(config.scale) + on(config.center), 2],
  LayerNormalization: ({ config }) => [on(config.scale) + on(config.center), 0],
  Normalization: ({ config }) => [0, config.mean === null || config.mean === undefined ? 3 : 0],
};

/** Of a layer, of a wrapper what it holds, of a model the sum. Unknown classes have none: reading them is refused elsewhere. */
export function countsOf(layer: LayerConfig, depth = 0): Counts {
  const { config, kind, file } = layer;
  const parts = [config.layer, config.cell, ...(Array.isArray(config.layers) ? config.layers : [])].filter(
    isObject,
  );
  if (parts.length > 0 && depth < 16) {
    const inside = parts.map((part) => countsOf(new LayerConfig(file, part), depth + 1));
    const sum = (key: keyof Counts) => inside.reduce((total, one) => total + one[key], 0);
    return { trained: sum('trained'), fixed: sum('fixed') };
  }
  const [trained, fixed] = (Object.hasOwn(counted, kind) ? counted[kind](layer) : undefined) ?? [0, 0];
  return config.trainable === false ? { trained: 0, fixed: trained + fixed } : { trained, fixed };
}
