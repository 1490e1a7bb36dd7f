/** Walks a model: Sequential or functional, and models inside it. */
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json } from '../../json.ts';
import type { LayerConfig } from './config.ts';
import { isSequential, isWindow, layersOf } from './described.ts';
import { type Calls, callsOf, type Reference, referencesOf } from './inbound.ts';
import { type InputShape, inputOf } from './inputs.ts';
import { readLayer } from './layers/index.ts';
import type { Call } from './layers/layer.ts';
import { concatenated, type Value } from './plan.ts';
import type { Place } from './weights.ts';

/** What all layers of a file share. */
export type Reading = Pick<Call, 'plan' | 'major' | 'note' | 'leave'> & { readonly file: string };

const models = ['Sequential', 'Functional', 'Model'];

const isModel = ({ kind, config }: LayerConfig): boolean =>
  models.includes(kind) || (Array.isArray(config.layers) && kind !== 'StackedRNNCells');

/** Reads the whole model into the plan. @returns its output */
export function readModel(
  reading: Reading,
  described: Json,
  place: Place,
  inputs: readonly Value[],
  depth = 0,
): Value {
  const layers = layersOf(described, reading.file, depth);
  const places = place.layersOf(layers);
  return isSequential(described)
    ? sequential(reading, layers, places, concatenated(inputs), depth)
    : new Functional(reading, described.config as Json, layers, places, inputs, depth).output();
}

function sequential(
  reading: Reading,
  layers: readonly LayerConfig[],
  places: readonly Place[],
  input: Value,
  depth: number,
): Value {
  return layers.reduce((value, layer, k) => {
    if (layer.kind === 'InputLayer' || (k === leading(layers) && isWindow(layer))) return value;
    return called(reading, layer, places[k], { inputs: [value], numbers: [null] }, depth);
  }, input);
}

/** The index of the first layer that is not the input. */
const leading = (layers: readonly LayerConfig[]): number =>
  layers.findIndex(({ kind }) => kind !== 'InputLayer');

type Arguments = Pick<Call, 'inputs' | 'numbers'>;

function called(reading: Reading, layer: LayerConfig, place: Place, args: Arguments, depth: number): Value {
  if (isModel(layer)) return readModel(reading, layer.described, place, args.inputs, depth + 1);
  checkPrecision(reading, layer);
  return readLayer({ ...reading, ...args, layer, place });
}

/** @throws ImportError for quantised weights. Half precision is said */
function checkPrecision({ note }: Reading, layer: LayerConfig): void {
  const { dtype } = layer.config;
  const name =
    typeof dtype === 'string' ? dtype : isObject(dtype) && isObject(dtype.config) ? dtype.config.name : '';
  if (typeof name !== 'string') return;
  if (/^(int8|int4|float8|gptq)/.test(name))
    throw layer.error(
      `its weights are quantised (${name}): save the model before quantising it, and quantise here with --weights`,
    );
  if (/16/.test(name)) note(`${layer.title} computes in ${name} there, in f32 here`);
}

/** A model whose layers say what they read. */
class Functional {
  private readonly values = new Map<string, Value>();
  private readonly beingRead = new Set<string>();
  private readonly layers: ReadonlyMap<string, { layer: LayerConfig; place: Place; calls: Calls }>;

  constructor(
    private readonly reading: Reading,
    private readonly config: Json,
    layers: readonly LayerConfig[],
    places: readonly Place[],
    inputs: readonly Value[],
    private readonly depth: number,
  ) {
    const { file } = reading;
    this.layers = new Map(
      layers.map((layer, k) => [layer.name, { layer, place: places[k], calls: callsOf(layer) }]),
    );
    if (this.layers.size < layers.length)
      throw new ImportError(`${file}: two layers of the model have one name: the file is damaged`);
    const given = referencesOf(config.input_layers, file, 'input_layers');
    if (given.length !== inputs.length && depth > 0)
      throw new ImportError(
        `${file}: a model inside the model has ${given.length} inputs and is given ${inputs.length}`,
      );
    const parts = given.length === inputs.length ? inputs : splitFor(given, inputs, this.layers, file);
    for (const [k, { layer }] of given.entries()) this.values.set(`${layer}\n0`, parts[k]);
  }

  output(): Value {
    const references = referencesOf(this.config.output_layers, this.reading.file, 'output_layers');
    if (references.length > 1)
      this.reading.note(
        `the model has ${references.length} outputs: the blob has them side by side, as ${references.map(({ layer }) => layer).join(', ')}`,
      );
    return concatenated(references.map((one) => this.value(one)));
  }

  private value({ layer: name, node, tensor }: Reference): Value {
    const { file } = this.reading;
    const found = this.layers.get(name);
    if (!found)
      throw new ImportError(
        `${file}: the model reads a layer ${shown(name)}, which it does not have: the file is damaged`,
      );
    const key = `${name}\n${node}`;
    if (tensor !== 0)
      throw found.layer.error(
        'another layer or the output reads its states, which only a session gives: use its first output',
      );
    const known = this.values.get(key);
    if (known) return known;
    if (this.beingRead.has(key)) throw found.layer.error('it reads its own output: the file is damaged');
    const call = found.calls[node];
    if (call === undefined)
      throw found.layer.error(`it is not called ${node + 1} times, as another layer says`);
    this.beingRead.add(key);
    const inputs = call.operands.flatMap((one) => (typeof one === 'number' ? [] : [this.value(one)]));
    const numbers = call.operands.map((one) => (typeof one === 'number' ? one : null));
    const value = called(this.reading, found.layer, found.place, { inputs, numbers }, this.depth);
    this.values.set(key, value);
    return value;
  }
}

/** The inputs of a functional model as parts of one input, side by side. */
function splitFor(
  given: readonly Reference[],
  inputs: readonly Value[],
  layers: ReadonlyMap<string, { layer: LayerConfig }>,
  file: string,
): Value[] {
  const shapes = given.map(({ layer }) => shapeOf(layers, layer, file));
  const [whole] = inputs;
  let start = 0;
  return shapes.map(({ width }) => {
    const part = { of: 'input' as const, start, length: width, whole: whole.width };
    start += width;
    return { sources: [part], width, single: whole.single };
  });
}

function shapeOf(
  layers: ReadonlyMap<string, { layer: LayerConfig }>,
  name: string,
  file: string,
): InputShape {
  const found = layers.get(name);
  if (!found)
    throw new ImportError(
      `${file}: the model's input ${shown(name)} is none of its layers: the file is damaged`,
    );
  return inputOf(found.layer);
}
