/** Options that are missing, wrong or contradicted by the tensors: the message names them and what to say instead. */
import { expect, test } from 'vitest';
import type { ConfigFile } from '../../src/import/index.ts';
import { type Case, drawn } from './cases/index.ts';
import { type Tensors, vector } from './reference.ts';
import { type Options, said } from './refused.ts';
import { under } from './state-dict.ts';

const wide = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array(columns).fill(0.1));
const recurrent = (rows: number, layer = 0): Tensors => ({
  [`weight_ih_l${layer}`]: wide(rows, 2),
  [`weight_hh_l${layer}`]: wide(rows, 2),
});
const [gru, rnn, lstm] = [recurrent(6), recurrent(2), recurrent(8)];
const cfcOf = (mode: string): Case =>
  drawn('cfc', ({ what }) => what.includes(`, ${mode},`) && !what.includes(' 0 ×'));
const cfc = cfcOf('default');
const ltc = drawn('ltc', ({ config }) => config.args.output_mapping === null && config.class === 'LTCCell');
const explicit = drawn('ltc', ({ config }) => config.args.implicit_param_constraints === false);
const wired = drawn('cfcWired', ({ config }) => config.args.mode === 'default');

const rid = ({ config }: Case, name: string): ConfigFile => {
  const { [name]: _, ...args } = config.args;
  return { ...config, class: undefined, args };
};

test.each<[string, string, Tensors, ConfigFile]>([
  ['ode_unfolds', '--ode-unfolds N', ltc.tensors, rid(ltc, 'ode_unfolds')],
  [
    'implicit_param_constraints',
    '--implicit-param-constraints true|false',
    explicit.tensors,
    rid(explicit, 'implicit_param_constraints'),
  ],
  ['output_size', '--output-size N', ltc.tensors, { ...ltc.config, wiring: null }],
  ['mode', '--mode default|no_gate', cfc.tensors, rid(cfc, 'mode')],
  ['mode', '--mode default|no_gate', wired.tensors, rid(wired, 'mode')],
  ['activation', '--activation lecun_tanh|relu|silu|gelu|tanh', cfc.tensors, { args: { mode: 'default' } }],
])('%s is asked for where the weights do not tell: %s', async (option, flag, tensors, config) => {
  const message = await said(tensors, { config });
  expect(message).toContain(`${option} cannot be known from the weights: `);
  expect(message).toContain(`Give ${flag}, or "args": { "${option}": … } in a file for --config`);
});

const configured = (name: string, args: Readonly<Record<string, unknown>>): { config: ConfigFile } => ({
  config: { class: name, args },
});
const ltcSays = (args: object): { config: ConfigFile } => ({
  config: { ...ltc.config, args: { ...ltc.config.args, ...args } },
});
const cfcSays = (args: object): { config: ConfigFile } => ({
  config: { ...cfc.config, args: { ...cfc.config.args, ...args } },
});

test.each<[string, Tensors, Options, string]>([
  [
    'a class that is not known',
    gru,
    configured('Gru', {}),
    'class "Gru", which is not known: did you mean "GRU"?',
  ],
  [
    'another class',
    gru,
    configured('LTC', {}),
    'says class LTC, the tensors are those of RNN or GRU or LSTM',
  ],
  [
    'another class of torch.nn',
    gru,
    configured('LSTM', {}),
    `tensor "weight_ih_l0": expected LSTM's 4 rows for each of the 2 units, found 6 rows`,
  ],
  [
    'no rows of any',
    { ...recurrent(4) },
    {},
    'expected 1, 3 or 4 rows for each of the 2 units, found 4 rows',
  ],
  [
    'layers of two classes',
    { ...gru, ...recurrent(8, 1) },
    {},
    `tensor "weight_ih_l1": expected GRU's 3 rows for each of the 2 units, found 8 rows`,
  ],
  [
    'an argument of another class',
    gru,
    configured('GRU', { mode: 'pure' }),
    'the option "mode" is none of RNN or GRU',
  ],
  [
    'an argument that is misspelt',
    ltc.tensors,
    ltcSays({ ode_unfold: 3 }),
    'the option "ode_unfold" is none of LTC or LTCCell: did you mean "ode_unfolds"?',
  ],
  [
    'an epsilon',
    ltc.tensors,
    ltcSays({ epsilon: 1e-6 }),
    'the option epsilon is 0.000001; only 1e-8 is supported',
  ],
  ['unfolds of 0', ltc.tensors, ltcSays({ ode_unfolds: 0 }), 'ode_unfolds is 0; expected a whole number ≥ 1'],
  [
    'a flag as text',
    ltc.tensors,
    ltcSays({ implicit_param_constraints: 'no' }),
    'is "no"; expected true or false',
  ],
  [
    'a mode',
    cfc.tensors,
    cfcSays({ mode: 'no_gates' }),
    'mode is "no_gates"; expected default, no_gate, pure: did you mean "no_gate"?',
  ],
  [
    'an activation',
    wired.tensors,
    configured('CfC', { mode: 4 }),
    'the option mode is 4; expected default, no_gate, pure',
  ],
  [
    'a nonlinearity',
    rnn,
    configured('RNN', { nonlinearity: 'relu6' }),
    'nonlinearity is "relu6"; expected tanh, relu: did you mean "relu"?',
  ],
  [
    'another mapping',
    ltc.tensors,
    ltcSays({ output_mapping: 'affine' }),
    'says output_mapping = "affine", the tensors none',
  ],
  [
    'another number of outputs',
    ltc.tensors,
    ltcSays({ output_size: 99 }),
    'says output_size = 99, the tensors',
  ],
  ['another input size', gru, configured('GRU', { input_size: 3 }), 'says input_size = 3, the tensors 2'],
  ['other units', gru, configured('GRU', { hidden_size: 3 }), 'says hidden_size = 3, the tensors 2'],
  ['more layers', gru, configured('GRU', { num_layers: 2 }), 'says num_layers = 2, the tensors 1'],
  ['biases', gru, configured('GRU', { bias: true }), 'says bias = true, the tensors false'],
  ['no backbone', cfc.tensors, cfcSays({ backbone_layers: 0 }), 'says backbone_layers = 0, the tensors'],
  [
    'another backbone',
    cfc.tensors,
    cfcSays({ backbone_units: 999 }),
    'says backbone_units = 999, the tensors',
  ],
  ['a projection', cfc.tensors, cfcSays({ proj_size: 77 }), 'says proj_size = 77, the tensors'],
  [
    'mixed memory',
    wired.tensors,
    configured('CfC', { mode: 'default', mixed_memory: 1 }),
    'says mixed_memory = 1, the',
  ],
  ['pure of a gated one', cfc.tensors, cfcSays({ mode: 'pure' }), 'w_tau": is missing'],
  [
    'two directions',
    gru,
    configured('GRU', { bidirectional: true }),
    'says bidirectional = true, the tensors false',
  ],
  [
    'the tensors of two directions',
    { ...gru, weight_ih_l0_reverse: wide(6, 2) },
    {},
    'tensor "weight_ih_l0_reverse": a bidirectional network reads the future',
  ],
  [
    'a projection of another width',
    { ...lstm, weight_hr_l0: wide(1, 2) },
    {},
    'tensor "weight_hh_l0": [8, 2] does not fit weight_ih [8, 2]',
  ],
  [
    'one bias of four',
    { ...gru, bias_ih_l0: Array(6).fill(0) },
    {},
    'tensor "bias_hh_l0": is missing; the nearest is "bias_ih_l0"',
  ],
  [
    'a negative weight of explicit constraints',
    { ...explicit.tensors, ...negative(explicit) },
    { config: explicit.config },
    'expected a number ≥ 0',
  ],
  [
    'layers that leave a neuron out',
    ltc.tensors,
    { config: { ...ltc.config, wiring: { ...ltc.config.wiring, layers: [[], [0]] } } },
    '"wiring": { "layers" } of the configuration must be lists of neurons',
  ],
  [
    'more outputs than units',
    ltc.tensors,
    { config: { ...ltc.config, wiring: { output_dim: 999 } } },
    'there are 999 outputs, but only',
  ],
  [
    'no network at all',
    { 'a.weight': [[1]] },
    {},
    'is of no known class: expected a tensor gleak (LTC, LTCCell)',
  ],
  [
    'two networks',
    { ...under('a.', gru), ...under('b.', rnn) },
    {},
    'holds 2 networks: say which one with --prefix: "a." (RNN or GRU or LSTM), "b." (RNN or GRU or LSTM)',
  ],
  [
    'a prefix that nothing has',
    under('a.', gru),
    { prefix: 'b.' },
    'no network has the prefix "b."; there are "a."',
  ],
  ['a read-out that is not there', gru, { readout: 'head' }, 'tensor "head.weight": is missing'],
  [
    'a read-out of other units',
    { ...gru, 'fc.weight': [[1]], 'fc.bias': [0] },
    {},
    'tensor "fc.weight": expected shape [1, 2], found [1, 1]',
  ],
  ['a projection without its bias', { ...gru, 'fc.weight': [[1, 1]] }, {}, 'tensor "fc.bias": is missing'],
])('%s', async (_, tensors, options, message) => {
  expect(await said(tensors, options)).toContain(message);
});

/** The leak of the first unit, below 0. */
function negative({ tensors }: Case): Tensors {
  const name = Object.keys(tensors).find((one) => one.endsWith('gleak')) as string;
  return { [name]: vector(tensors, name).map((g, i) => (i === 0 ? -1 : g)) };
}
