/**
 * Neural Amp Modeler, `.nam`: an LSTM whose weights are one list. Other architectures are convolutions.
 * Source: github.com/sdatkinson/NeuralAmpModelerCore, NAM/lstm.cpp and the exporter's docs on the file format.
 */
import { assemble } from '../../chain/assemble.ts';
import { type ChainLayer, dense, lstm } from '../../chain/layers.ts';
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json, numbersOf, parseJson } from '../../json.ts';
import type { ImportOptions } from '../../options.ts';
import type { Found } from '../reader.ts';

const convolutions = ['WaveNet', 'ConvNet', 'Linear'];

/** @throws ImportError naming the architecture or the number that does not fit */
export function read(bytes: Uint8Array, { file }: ImportOptions): Found {
  const { architecture, config, weights, sample_rate: rate } = parseJson(bytes, file);
  if (architecture !== 'LSTM')
    throw new ImportError(
      `${file}: the architecture is ${shown(architecture)}${convolutions.includes(String(architecture)) ? ', a convolution, which needs many past samples at once' : ''}: only LSTM can be read`,
    );
  if (!isObject(config))
    throw new ImportError(`${file}: config is ${shown(config)}; expected the sizes of the LSTM`);
  const count = (key: string, otherwise?: number) => countOf(config, key, file, otherwise);
  const sizes = {
    inputs: count('input_size', 1),
    units: count('hidden_size'),
    depth: count('num_layers'),
    outputs: count('out_channels', 1),
  };
  const needed = weightsOf(sizes);
  if (!Array.isArray(weights) || weights.length !== needed)
    throw new ImportError(
      `${file}: weights has ${Array.isArray(weights) ? weights.length.toLocaleString('en') : 'no'} numbers; ${sizes.depth} layer${sizes.depth === 1 ? '' : 's'} of ${sizes.units} units, ${sizes.inputs} input${sizes.inputs === 1 ? '' : 's'} and a head need ${needed.toLocaleString('en')}`,
    );
  const chain = layersOf(numbersOf(weights, [needed], `${file}: weights`), sizes);
  const notes = ['a NAM player runs half a second of silence first, which --prewarm 0.5 does'];
  if (rate === undefined || rate === null)
    notes.push('the file gives no sample_rate: models without one were trained at 48 kHz');
  else if (typeof rate !== 'number' || !(rate >= 1 && rate <= 1e7))
    throw new ImportError(`${file}: sample_rate is ${shown(rate)}; expected samples a second`);
  return {
    ...assemble({ inputs: sizes.inputs, chain, notes }),
    ...(typeof rate === 'number' && { interval: 1 / rate }),
  };
}

/** The most units and layers that are believed before memory is taken. */
const MOST = 65_536;

function countOf(config: Json, key: string, file: string, otherwise?: number): number {
  const value = config[key] ?? otherwise;
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST) return value as number;
  throw new ImportError(
    `${file}: config.${key} is ${shown(value)}; expected a whole number from 1 to ${MOST}`,
  );
}

interface Sizes {
  readonly inputs: number;
  readonly units: number;
  readonly depth: number;
  readonly outputs: number;
}

const weightsOf = ({ inputs, units, depth, outputs }: Sizes): number =>
  4 * units * (inputs + units) +
  6 * units +
  (depth - 1) * (8 * units * units + 6 * units) +
  outputs * (units + 1);

/** For each layer W [4 units, inputs + units] over (x, h) with rows i, f, g, o; b; the first h; the first c. Then the head. */
function layersOf(weights: Float64Array, { inputs, units, depth, outputs }: Sizes): ChainLayer[] {
  let at = 0;
  const next = (length: number): Float64Array => weights.slice(at, (at += length));
  const layers = Array.from({ length: depth }, (_, k) => {
    const width = k === 0 ? inputs : units;
    const both = next(4 * units * (width + units));
    const columns = (from: number, to: number) =>
      both.filter((_, i) => i % (width + units) >= from && i % (width + units) < to);
    return lstm({
      ...{ inputs: width, units, W_ih: columns(0, width), W_hh: columns(width, width + units) },
      ...{ b_ih: next(4 * units), h0: next(units), c0: next(units) },
    });
  });
  return [...layers, dense({ inputs: units, outputs, W: next(outputs * units), b: next(outputs) })];
}
