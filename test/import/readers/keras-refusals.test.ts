import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ImportError, importModel } from '../../../src/import/index.ts';

const golden = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../golden/keras-files/${name}`, import.meta.url))));

// biome-ignore lint/suspicious/noExplicitAny: a description that a test changes
type Described = any;

/** A `.keras` file with its description changed, and other files in place of those that it has. */
function changed(
  name: string,
  change: (described: Described) => void,
  others: Record<string, Uint8Array | null> = {},
) {
  const files = unzipSync(golden(name));
  const described = JSON.parse(strFromU8(files['config.json']));
  change(described);
  files['config.json'] = strToU8(JSON.stringify(described));
  for (const [path, bytes] of Object.entries(others))
    if (bytes === null) delete files[path];
    else files[path] = Uint8Array.from(bytes);
  return zipSync(files, { level: 0 });
}

const NESTED = 'gru-h4-nested-3.keras';
const SEQUENTIAL = 'lstm-h9-h5-normalised-3.keras';
const read = (bytes: Uint8Array) => importModel(bytes, { file: 'm.keras' });

/** The layer of a name, wherever it is. */
const layer = (described: Described, name: string): Described =>
  described.config.layers.find((one: Described) => one.config.name === name);

const asClass = (kind: string) => (described: Described) => {
  layer(described, 'lstm').class_name = kind;
};

describe('a model of Keras is refused in one line', () => {
  test.each<[string, string, (described: Described) => void, RegExp]>([
    [
      'another direction',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { go_backwards: true }),
      /LSTM "lstm": go_backwards/,
    ],
    [
      'both directions',
      SEQUENTIAL,
      asClass('Bidirectional'),
      /Bidirectional "lstm": it reads the sequence from its end/,
    ],
    ['an embedding', SEQUENTIAL, asClass('Embedding'), /Embedding "lstm": it takes numbers of tokens/],
    ['a convolution', SEQUENTIAL, asClass('Conv1D'), /Conv1D "lstm": a convolution reads several steps/],
    ['attention', SEQUENTIAL, asClass('MultiHeadAttention'), /attention over time/],
    ['code', SEQUENTIAL, asClass('Lambda'), /Lambda "lstm": it holds code, which is not run/],
    ['a pooling over time', SEQUENTIAL, asClass('GlobalAveragePooling1D'), /sums up all steps/],
    [
      'a class that nobody knows',
      SEQUENTIAL,
      asClass('LSTN'),
      /the class is not known: did you mean "LSTM"\?/,
    ],
    [
      'units that are not those of the weights',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { units: 6 }),
      /the kernel has the shape \[9, 20\] in \S+; expected \[9, 24\]/,
    ],
    [
      'a bias that the file has not',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { use_bias: true }),
      /expected 3 weights \(kernel, recurrent kernel, bias\), the file has/,
    ],
    [
      'units that are no number',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { units: '5' }),
      /units is "5"; expected a whole number/,
    ],
    [
      'an activation',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { activation: 'tahn' }),
      /the activation "tahn" is not known: did you mean "tanh"\?/,
    ],
    [
      'an axis',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'layer_normalization').config, { axis: 1 }),
      /the axis 1 is not read/,
    ],
    [
      'a flatten of a sequence',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'elu'), { class_name: 'Flatten' }),
      /Flatten "elu": it joins all steps/,
    ],
    [
      'inputs without a number',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'input_layer').config, { batch_shape: [null, null, null] }),
      /does not tell how many inputs/,
    ],
    [
      'images',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'input_layer').config, { batch_shape: [null, 8, 8, 3] }),
      /has 4 dimensions/,
    ],
    [
      'quantised weights',
      SEQUENTIAL,
      (d) => Object.assign(layer(d, 'lstm').config, { dtype: { config: { name: 'int8_from_float32' } } }),
      /its weights are quantised/,
    ],
    [
      'a circle',
      NESTED,
      (d) => Object.assign(layer(d, 'dense'), { inbound_nodes: layer(d, 'dense_1').inbound_nodes }),
      /reads its own output/,
    ],
    [
      'an input that is not there',
      NESTED,
      (d) => Object.assign(d.config, { input_layers: ['inptu', 0, 0] }),
      /the model's input "inptu" is none of its layers/,
    ],
    [
      'an output that is not there',
      NESTED,
      (d) => Object.assign(d.config, { output_layers: ['y', 0, 0] }),
      /reads a layer "y", which it does not have/,
    ],
    [
      'states as outputs',
      NESTED,
      (d) => Object.assign(d.config, { output_layers: ['lstm', 0, 1] }),
      /reads its states/,
    ],
    [
      'first states from elsewhere',
      NESTED,
      (d) => {
        layer(d, 'lstm').inbound_nodes[0].kwargs = { initial_state: [] };
      },
      /its first state is given by other layers/,
    ],
    [
      'names that repeat',
      NESTED,
      (d) => Object.assign(layer(d, 'dense').config, { name: 'dense_1' }),
      /two layers of the model have one name/,
    ],
    [
      'layers that are no list',
      NESTED,
      (d) => Object.assign(d.config, { layers: 7 }),
      /whose layers the file does not list/,
    ],
    [
      'a class of its own',
      NESTED,
      (d) => Object.assign(d, { class_name: 'MyModel', config: {} }),
      /the class "MyModel", whose layers the file does not list/,
    ],
  ])('%s', async (_, name, change, message) => {
    const error = await read(changed(name, change)).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ImportError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^m\.keras: [^\n]*$/);
  });

  test.each<[string, Record<string, Uint8Array | null>, RegExp]>([
    [
      'without weights',
      { 'model.weights.h5': null, 'model.weights.npz': strToU8('PK') },
      /has no model\.weights\.h5, but weights in npz/,
    ],
    [
      'with weights that are no HDF5',
      { 'model.weights.h5': strToU8('nothing') },
      /does not begin as HDF5 does/,
    ],
    [
      'of a version that is none',
      { 'metadata.json': strToU8('{"keras_version":"new"}') },
      /the version of Keras is "new"/,
    ],
  ])('%s', async (_, others, message) => {
    await expect(read(changed(SEQUENTIAL, () => {}, others))).rejects.toThrow(message);
  });

  test('weights without layers, or neither', async () => {
    const files = unzipSync(golden(SEQUENTIAL));
    await expect(read(files['model.weights.h5'])).rejects.toThrow(
      /weights of a Keras model without its layers.*model\.save/,
    );
  });

  test('an option', async () => {
    await expect(importModel(golden(SEQUENTIAL), { file: 'm.keras', prefix: 'lstm' })).rejects.toThrow(
      '--prefix is no option of Keras files',
    );
  });
});
