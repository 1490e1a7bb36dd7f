/**
 * RTNeural's JSON: layers in the order and layout of Keras. AIDA-X adds gains, a skip, and steps to check against.
 * Source: github.com/jatinchowdhury18/RTNeural, RTNeural/model_loader.h and python/model_utils.py; github.com/AidaDSP/aidadsp-lv2,
 * rt-neural-generic/src (applyModel).
 */
import { assemble } from '../../chain/assemble.ts';
import { type ChainLayer, dense, elementwise } from '../../chain/layers.ts';
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json, parseJson } from '../../json.ts';
import type { ImportOptions } from '../../options.ts';
import type { Check, Found } from '../reader.ts';
import { readLayer } from './rtneural-layers.ts';

/** @throws ImportError naming the layer that does not fit */
export function read(bytes: Uint8Array, { file }: ImportOptions): Found {
  const model = parseJson(bytes, file);
  const { layers } = model;
  if (!Array.isArray(layers) || layers.length === 0)
    throw new ImportError(
      `${file}: layers is ${shown(layers)}; expected a list of layers, as RTNeural has it`,
    );
  const inputs = widthOf(model.in_shape, file) ?? firstWidth(layers[0], file);
  const notes: string[] = [];
  const chain: ChainLayer[] = [];
  let width = inputs;
  for (const [k, layer] of layers.entries()) {
    const where = `${file}: layer ${k}`;
    if (!isObject(layer))
      throw new ImportError(`${where} is ${shown(layer)}; expected an object with type and weights`);
    const made = readLayer(layer, width, where, (text) => notes.push(`layer ${k}: ${text}`));
    chain.push(...made.layers);
    width = made.width;
  }
  if (chain.length === 0) throw new ImportError(`${file}: the layers compute nothing`);
  const around = amplified(model, chain, inputs, width, file);
  const interval = intervalOf(model, file);
  const isAidaX = ['in_skip', 'in_gain', 'out_gain', 'input_batch'].some((key) => key in model);
  if (interval === null && isAidaX)
    notes.push('the file gives no samplerate: AIDA-X takes 48 kHz; --interval gives another');
  const check = checkOf(model, inputs, width, file, notes);
  return {
    ...assemble({ inputs, ...around, notes }),
    ...(interval !== null && { interval }),
    ...(check !== null && { check: [check] }),
  };
}

/** The inputs of a step; null if the file does not say. */
function widthOf(shape: unknown, file: string): number | null {
  if (shape === undefined || shape === null) return null;
  const width = Array.isArray(shape) ? shape.at(-1) : shape;
  if (Number.isInteger(width) && width >= 1 && width <= 65_536) return width;
  throw new ImportError(`${file}: in_shape is ${shown(shape)}; expected the number of inputs at its end`);
}

/** The rows of the first kernel. */
function firstWidth(layer: unknown, file: string): number {
  const [kernel] = isObject(layer) && Array.isArray(layer.weights) ? layer.weights : [];
  if (Array.isArray(kernel) && Array.isArray(kernel[0])) return kernel.length;
  throw new ImportError(`${file}: it has no in_shape, and layer 0 does not tell how many inputs it has`);
}

/** A gain in decibels as a factor; below -90 it is silence, as in AIDA-X. */
function gainOf(model: Json, key: string, file: string): number {
  const value = model[key] ?? 0;
  if (typeof value !== 'number' || !Number.isFinite(value) || value > 200)
    throw new ImportError(`${file}: ${key} is ${shown(value)}; expected decibels`);
  return value > -90 ? 10 ** (value / 20) : 0;
}

/** Gains and skip of AIDA-X: out_gain (model(x′) + x′[0]), where x′ is the input with its first number times in_gain. */
function amplified(model: Json, chain: readonly ChainLayer[], inputs: number, outputs: number, file: string) {
  const [before, after] = [gainOf(model, 'in_gain', file), gainOf(model, 'out_gain', file)];
  const { in_skip: skip = 0 } = model;
  const skips = skip ?? 0;
  if (skips !== 0 && skips !== 1)
    throw new ImportError(`${file}: in_skip is ${shown(skip)}; expected 0 or 1`);
  if (skips === 1 && outputs !== 1)
    throw new ImportError(
      `${file}: in_skip adds the input to the output, but there are ${outputs} outputs; expected one`,
    );
  const gains = Float64Array.from({ length: inputs }, (_, i) => (i === 0 ? before : 1));
  const whole = before === 1 ? chain : [elementwise(gains, new Float64Array(inputs), 'in_gain'), ...chain];
  if (skips === 0) return { chain: louder(whole, after, outputs) };
  if (before === 1 && after === 1) return { chain: whole, residual: [0] };
  return { chain: withSkip(louder(whole, after, outputs), inputs, before * after) };
}

/** A chain with a gain behind: in the weights of a last dense layer, where it has no activation. */
function louder(chain: readonly ChainLayer[], gain: number, outputs: number): readonly ChainLayer[] {
  if (gain === 1) return chain;
  const last = chain[chain.length - 1];
  const { cell, options } = last.layer;
  if (cell !== 'dense' || (options?.activation ?? 'linear') !== 'linear')
    return [
      ...chain,
      elementwise(new Float64Array(outputs).fill(gain), new Float64Array(outputs), 'out_gain'),
    ];
  const parameters = Object.fromEntries(
    Object.entries(last.parameters).map(([name, data]) => [name, data.map((x) => x * gain)]),
  );
  return [...chain.slice(0, -1), { ...last, parameters, title: `${last.title}, out_gain` }];
}

/** A chain to whose output the first input is added, times a gain. */
function withSkip(chain: readonly ChainLayer[], inputs: number, gain: number): ChainLayer[] {
  const weights = Float64Array.from({ length: inputs }, (_, i) => (i === 0 ? gain : 0));
  const skip = dense({ inputs, outputs: 1, W: weights });
  return [{ ...skip, title: 'in_skip' }, ...chain].map((one, k, all) => {
    const from = k === 1 && { from: ['input' as const] };
    const add = k === all.length - 1 && { add: [0] };
    return { ...one, layer: { ...one.layer, ...from, ...add } };
  });
}

/** Samples a second: the file's own, or its training's. */
function intervalOf(model: Json, file: string): number | null {
  const { metadata, samplerate, sample_rate: other } = model;
  const rate =
    (isObject(metadata) ? (metadata.samplerate ?? metadata.sample_rate) : null) ??
    samplerate ??
    other ??
    null;
  if (rate === null) return null;
  const value = typeof rate === 'string' ? Number(rate) : rate;
  if (typeof value === 'number' && value >= 1 && value <= 1e7) return 1 / value;
  throw new ImportError(`${file}: samplerate is ${shown(rate)}; expected samples a second`);
}

/** Steps that AIDA-X writes beside a model: of the signal alone, with its controls at 0, or of all inputs. */
function checkOf(model: Json, inputs: number, outputs: number, file: string, notes: string[]): Check | null {
  const { input_batch: given, output_batch: wanted } = model;
  if (given === undefined && wanted === undefined) return null;
  if (!Array.isArray(given) || !Array.isArray(wanted))
    throw new ImportError(`${file}: input_batch and output_batch must both be lists of numbers`);
  const results = rowsOf(wanted, outputs);
  const isSignal = given.length === results?.length && given.every((x) => typeof x === 'number');
  const rows = rowsOf(given, isSignal ? 1 : inputs)?.map((row) => [
    ...row,
    ...Array(inputs - row.length).fill(0),
  ]);
  if (rows && results && rows.length === results.length && rows.length > 0)
    return { inputs: rows, outputs: results };
  notes.push(`input_batch and output_batch are no rows of ${inputs} and ${outputs} numbers: not checked`);
  return null;
}

/** A list of rows, or the rows' numbers one behind the other, in lists of any depth. */
function rowsOf(value: readonly unknown[], width: number): number[][] | null {
  const flat: unknown[] = value.flat(4);
  if (flat.length % width !== 0 || !flat.every((x) => typeof x === 'number' && Number.isFinite(x)))
    return null;
  return Array.from(
    { length: flat.length / width },
    (_, t) => flat.slice(t * width, (t + 1) * width) as number[],
  );
}
