import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ImportError, importModel } from '../../../src/import/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: a description that a test changes
type Model = any;

const golden = (name: string): Model =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../../golden/json-files/${name}`, import.meta.url)), 'utf8'),
  );
const read = (text: string) => importModel(new TextEncoder().encode(text), { file: 'm.json' });

async function refused(text: string, message: RegExp): Promise<void> {
  const error = await read(text).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(ImportError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toMatch(/^m\.json: [^\n]*$/);
}

const set =
  (path: string, value: unknown) =>
  (model: Model): void => {
    const keys = path.split('/');
    const last = keys.pop() as string;
    const inside = keys.reduce((one, key) => one[key], model);
    inside[last] = value;
  };

describe.each<[string, [string, (model: Model) => void, RegExp][]]>([
  [
    'rtneural-gru5-lstm7.json',
    [
      ['a convolution', set('layers/0/type', 'conv1d'), /layer 0, conv1d: a convolution/],
      [
        'a type that nobody knows',
        set('layers/2/type', 'gur'),
        /layer 2 has the type "gur": did you mean "gru"\?/,
      ],
      [
        'units that are not those of the weights',
        set('layers/2/shape', [null, null, 6]),
        /layer 2, gru: shape says 6 units, the weights have 5/,
      ],
      [
        'rows of another width',
        set('layers/2/weights/1', [[1, 2]]),
        /layer 2, gru: the recurrent kernel has the shape \[1, 2\]; expected \[5, 15\]/,
      ],
      ['a ragged matrix', (m) => m.layers[2].weights[0][3].pop(), /the kernel has the shape/],
      [
        'an activation that RTNeural ignores',
        set('layers/5/activation', 'relu'),
        /layer 5, lstm: the activation is "relu", but RTNeural computes tanh/,
      ],
      ['an activation that nobody knows', set('layers/6/activation', 'sotfmax'), /did you mean "softmax"\?/],
      [
        'what is no number',
        set('layers/0/weights/1/2', null),
        /layer 0, time-distributed-dense: the bias: element 2 is null/,
      ],
      [
        'what is no f32',
        set('layers/0/weights/1/2', 1e39),
        /element 2 is 1e\+39; expected a number that is finite as f32/,
      ],
      ['inputs that are not those of the weights', set('in_shape', [null, null, 1]), /expected \[1, 6\]/],
      ['no layers', set('layers', []), /layers is \[\]/],
      [
        'a GRU with one row of biases',
        (m) => {
          m.layers[2].weights[2] = m.layers[2].weights[2][0];
        },
        /the bias has the shape \[15\]; expected \[2, 15\]/,
      ],
    ],
  ],
  [
    'aidax-lstm8-skip.json',
    [
      ['another skip', set('in_skip', 2), /in_skip is 2; expected 0 or 1/],
      ['gains that are no decibels', set('in_gain', 'loud'), /in_gain is "loud"; expected decibels/],
      ['a sample rate', set('metadata/samplerate', 0), /samplerate is 0; expected samples a second/],
    ],
  ],
  [
    'guitarml-lstm9.json',
    [
      [
        'a model of convolutions',
        set('model_data/model', 'GatedConvNet'),
        /model_data\.model is "GatedConvNet"; SimpleRNN can be read, a convolution cannot/,
      ],
      ['a cell', set('model_data/unit_type', 'QRNN'), /unit_type is "QRNN"; LSTM, GRU, RNN can be read/],
      [
        'units',
        set('model_data/hidden_size', 8),
        /rec\.weight_ih_l0 has the shape \[36, 1\]; expected \[32, 1\]/,
      ],
      [
        'a tensor that is missing',
        (m) => {
          delete m.state_dict['rec.bias_hh_l0'];
        },
        /state_dict has no "rec\.bias_hh_l0"/,
      ],
      ['a tensor too many', set('state_dict/rec.weight_ih_l1', [[1]]), /also has "rec\.weight_ih_l1"/],
      ['a skip of more than there is', set('model_data/skip', 3), /skip is 3, but there are 1 inputs/],
    ],
  ],
  [
    'nam-lstm-2x5.nam',
    [
      [
        'a WaveNet',
        set('architecture', 'WaveNet'),
        /the architecture is "WaveNet", a convolution.*only LSTM/,
      ],
      [
        'weights that are missing',
        (m) => m.weights.pop(),
        /weights has \d+ numbers; 2 layers of 5 units, 1 input and a head need \d+/,
      ],
      [
        'units',
        set('config/hidden_size', 1e9),
        /config\.hidden_size is 1000000000; expected a whole number from 1 to 65536/,
      ],
      ['what is no number', set('weights/7', 'x'), /weights: element 7 is "x"/],
      ['a sample rate', set('sample_rate', -1), /sample_rate is -1; expected samples a second/],
    ],
  ],
])('%s is refused in one line', (name, cases) => {
  test.each(cases)('%s', async (_, change, message) => {
    const model = golden(name);
    change(model);
    await refused(JSON.stringify(model), message);
  });

  test('cut short', () =>
    refused(
      JSON.stringify(golden(name)).slice(0, -200),
      /no JSON, cut short or damaged|is of no known kind/,
    ));
});

test('a key that repeats, of which JSON.parse would keep the last', async () => {
  const text = JSON.stringify(golden('nam-lstm-2x5.nam'));
  await refused(text.replace('{', '{"weights":[1],'), /the key "weights" stands there twice/);
});
