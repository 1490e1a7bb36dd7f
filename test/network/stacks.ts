/** Networks of several kinds of layers, with skips. */
import { cells, layers } from '../../src/cells/index.ts';
import type { NetworkSpec } from '../../src/network/network.ts';

/** All have 3 inputs and 2 outputs. */
export const stacks: readonly (readonly [string, NetworkSpec])[] = (
  [
    [
      'Dense, GRU, Dense',
      {
        layers: [
          { cell: 'dense', options: { activation: 'relu' }, units: 6 },
          { cell: 'gru', units: 5 },
        ],
        readout: 'dense',
      },
    ],
    [
      'different cells between activations',
      {
        layers: [
          { cell: 'lstm', units: 4 },
          { cell: 'activation', options: { activation: { name: 'leaky-relu', alpha: 0.2 } }, units: 4 },
          { cell: 'ltc', units: 5, integrator: 'semi-implicit', unfolds: 2 },
          { cell: 'dense', options: { activation: 'gelu-tanh', bias: false }, units: 3 },
          { cell: cells.rnn({ nonlinearity: 'softsign' }), units: 4 },
        ],
        readout: 'softmax',
      },
    ],
    [
      'skips that add the input and earlier layers',
      {
        layers: [
          { cell: 'gru', options: { reset: 'before' }, units: 3, add: ['input'] },
          { cell: 'lstm', units: 3, add: [0] },
          { cell: layers.dense({ activation: 'tanh' }), units: 3, add: ['input', 0, 1] },
        ],
        readout: 'none',
      },
    ],
    [
      'skips side by side',
      {
        layers: [
          { cell: 'gru', units: 4 },
          { cell: 'cfc', units: 3, from: ['input', 0] },
          { cell: 'dense', units: 2, from: [0, 1, 'input'] },
        ],
        readout: 'none',
        inputNormalisation: { mean: [0.3, -1, 2], deviation: [2, 0.5, 1] },
      },
    ],
    [
      'normalisations in front, between and behind',
      {
        layers: [
          { cell: 'elementwise', units: 3 },
          { cell: 'gru', units: 5 },
          { cell: 'layer-norm', options: { epsilon: 0.01 }, units: 5 },
          { cell: 'lstm', units: 4 },
          { cell: 'layer-norm', units: 4 },
        ],
        readout: 'dense',
        residual: [1, null],
      },
    ],
  ] as const satisfies readonly (readonly [string, Omit<NetworkSpec, 'inputs' | 'outputs'>])[]
).map(([name, spec]) => [name, { inputs: 3, outputs: 2, ...spec }] as const);
