/** Readers of models of other libraries: Keras, rl-tools, and what amplifiers play. */
import { readdirSync, readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Random } from '../../../src/data/random.ts';
import { ShapeError } from '../../../src/graph/op.ts';
import { ImportError, importModel } from '../../../src/import/index.ts';
import type { Target } from '../target.ts';

/** Files of a folder of test/golden whose names end so. */
const files = (folder: string, ...endings: readonly string[]): readonly Uint8Array[] =>
  readdirSync(`test/golden/${folder}`)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => new Uint8Array(readFileSync(`test/golden/${folder}/${name}`)));

/** What damages the weights of a file leaves a good file with other numbers; sizes that do not fit are said by the network. */
const model = (name: string, corpus: Target['corpus'], inputs: number): Target => ({
  name,
  inputs,
  corpus,
  async run(bytes) {
    try {
      await importModel(bytes, { file: `fuzz.${name}` });
      return 'accepted';
    } catch (error) {
      if ([ImportError, ShapeError].some((kind) => error instanceof kind)) return 'refused';
      throw error;
    }
  },
});

export const hdf5 = model('hdf5', () => files('keras-files', '.h5'), 300);
/** Damages a file inside the archive, whose checksum is right again: bytes of the weights, or a word of the description. */
function insideArchive(bytes: Uint8Array, random: Random): Uint8Array {
  const entries = unzipSync(bytes);
  const weights = Uint8Array.from(entries['model.weights.h5']);
  if (random.integer(2) === 0) entries['config.json'] = otherWord(entries['config.json'], random);
  else
    for (let k = random.integer(8); k >= 0; k--)
      weights[random.integer(weights.length)] = random.integer(256);
  entries['model.weights.h5'] = weights;
  return zipSync(entries, { level: 0, mtime: '2026-01-01' });
}

const VALUES = ['null', '-1', '0', '1e9', '"x"', '[]', '{}', 'true', '[[]]', '[null,null]'];

/** A value of JSON in place of another. */
function otherWord(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const text = strFromU8(bytes);
  const values = [...text.matchAll(/([:,[]\s*)("[^"]*"|-?[\d.][\d.e+-]*|true|false|null|\[[^[\]{}]*\])/g)];
  const { index, 0: whole, 1: before } = values[random.integer(values.length)];
  const value = VALUES[random.integer(VALUES.length)];
  return strToU8(
    `${text.slice(0, index)}${before}${value}${text.slice(index + whole.length)}`,
  ) as Uint8Array<ArrayBuffer>;
}

export const keras: Target = {
  ...model('keras', () => files('keras-files', '.keras'), 300),
  damage: insideArchive,
};
export const amplifiers: Target = {
  ...model(
    'amplifiers',
    () => files('json-files', '.nam', 'lstm7.json', 'lstm9.json', 'gains.json', 'rnn7.json'),
    300,
  ),
  damage: otherWord,
};

/** Damages a few bytes, or a number's worth: most of a file are weights, which may have any value, so some fall near its ends. */
function insideMessage(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let k = random.integer(4); k >= 0; k--) {
    const reach = random.integer(2) === 0 ? copy.length : Math.min(copy.length, 600);
    copy[random.integer(reach)] = random.integer(256);
  }
  return random.integer(8) === 0 ? copy.subarray(0, random.integer(copy.length)) : copy;
}

/** Graphs of ONNX, whose nodes the damage renames, rewires and gives other attributes. */
export const onnx: Target = {
  ...model(
    'onnx',
    () => {
      const names = ['gru-ten-steps', 'gru-started', 'gru-half-precision-gelu', 'lstm-every-attribute'];
      const exported = ['two-inputs', 'liquid-written-out', 'stacked-chunks', 'policy-gru-open-batch'];
      return files('onnx-files', ...[...names, ...exported].map((name) => `${name}.onnx`));
    },
    400,
  ),
  damage: insideMessage,
};
