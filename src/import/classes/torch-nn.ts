import { cells } from '../../cells/index.ts';
import type { Layer } from '../../network/network.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Config } from '../config.ts';
import { absorbInputs, plain } from './absorb.ts';
import { checkDepth, type Entry, type ModelClass } from './class.ts';

const kinds = { 1: 'rnn', 3: 'gru', 4: 'lstm' } as const;
const classes = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const;
type Kind = keyof typeof classes;

const gatesOf = (wanted?: string): string => {
  const found = Object.entries(kinds).find(([, kind]) => classes[kind] === wanted);
  return found ? `${wanted}'s ${found[0]}` : '1, 3 or 4';
};

const parts = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'];

/** torch.nn.LSTM, GRU and RNN, of any number of layers, one direction. */
export const torchNn: ModelClass = {
  names: ['RNN', 'GRU', 'LSTM'],
  args: [
    ...['input_size', 'hidden_size', 'num_layers', 'nonlinearity', 'bias', 'batch_first', 'dropout'],
    ...['bidirectional', 'proj_size', 'device', 'dtype'],
  ],
  signature: 'weight_ih_l0',
  defaults: { RNN: { nonlinearity: 'tanh' } },
  spec(checkpoint, config) {
    refuse(checkpoint, '_reverse', 'a bidirectional network reads the future, which a stream does not have');
    refuse(
      checkpoint,
      'weight_hr_l',
      'proj_size of torch.nn.LSTM is not supported; put a Linear behind it instead',
    );
    const [, inputs] = checkpoint.shape('weight_ih_l0', 2);
    config.check('input_size', inputs);
    const layers: Layer[] = [];
    while (layers.length === 0 || checkpoint.has(`weight_ih_l${layers.length}`)) {
      checkDepth(layers.length, checkpoint.file);
      layers.push(layer(checkpoint, config, layers));
    }
    if (layers[0].cell.name !== 'rnn') config.check('nonlinearity', null);
    config.check('num_layers', layers.length);
    config.check('bias', checkpoint.has('bias_ih_l0'));
    config.check('bidirectional', false);
    config.check('proj_size', 0);
    return { inputs, outputs: layers[layers.length - 1].units, layers, readout: 'none' };
  },
  writes: ({ layers }) =>
    layers.every(({ cell }) => Object.hasOwn(classes, cell.name) && cell.name === layers[0].cell.name) &&
    layers.every(
      ({ cell, units }) => units === layers[0].units && nonlinearity(cell) === nonlinearity(layers[0].cell),
    ),
  outputs: ({ layers }) => layers[layers.length - 1].units,
  module: 'rnn.',
  entries: ({ layers }) =>
    layers.flatMap((_, k): Entry[] =>
      parts.map((part) => ({
        tensor: `${part}_l${k}`,
        parameter: `${prefixOf(layers, k)}${part}`,
        optional: part.startsWith('bias'),
      })),
    ),
  fixed: () => [],
  states({ layers }) {
    const named = (state: string) => layers.map((_, k) => [`${prefixOf(layers, k)}${state}`]);
    return {
      layered: true,
      names: { h: named('h'), ...(layers[0].cell.name === 'lstm' && { c: named('c') }) },
    };
  },
  absorb(spec, parameters) {
    const first = prefixOf(spec.layers, 0);
    absorbInputs(spec, parameters, [{ weight: `${first}weight_ih`, bias: `${first}bias_ih` }]);
    return plain(spec); // they ignore the elapsed time
  },
  config({ inputs, layers }) {
    const [{ cell, units }] = layers;
    const args = { input_size: inputs, hidden_size: units, num_layers: layers.length };
    return {
      class: classes[cell.name as Kind],
      args: cell.name === 'rnn' ? { ...args, nonlinearity: nonlinearity(cell) } : args,
    };
  },
};

const nonlinearity = (cell: Layer['cell']): unknown => cell.options?.nonlinearity;

const prefixOf = (layers: readonly Layer[], k: number): string => (layers.length > 1 ? `${k}.` : '');

/** The layer behind those that were read, of their class. */
function layer(checkpoint: Checkpoint, config: Config, before: readonly Layer[]): Layer {
  const k = before.length;
  const [, units] = checkpoint.shape(`weight_hh_l${k}`, 2);
  const [rows] = checkpoint.shape(`weight_ih_l${k}`, 2);
  const kind = kinds[(rows / units) as keyof typeof kinds];
  const wanted = k > 0 ? classes[before[0].cell.name as Kind] : config.given.class;
  if (!kind || (wanted !== undefined && classes[kind] !== wanted))
    throw checkpoint.error(
      `weight_ih_l${k}`,
      `expected ${gatesOf(wanted)} rows for each of the ${units} units, found ${rows} rows`,
    );
  config.check('hidden_size', units);
  if (kind !== 'rnn') return { cell: cells[kind](), units };
  const chosen = config.need('nonlinearity', ['tanh', 'relu'], 'an RNN of either has the same tensors');
  return { cell: cells.rnn({ nonlinearity: chosen as 'tanh' | 'relu' }), units };
}

/** @throws ImportError if there is a tensor with that in its name */
function refuse(checkpoint: Checkpoint, part: string, why: string): void {
  const found = checkpoint.names.find((name) => name.includes(part));
  if (found !== undefined) throw checkpoint.error(found, why);
}
