import { checkFields, checkSize, type Layer, oneLayer, type Wiring, type WiringSize } from './wiring.ts';

/** A wiring given synapse by synapse. */
export interface MatricesDescription {
  readonly type: 'matrices';
  /** Whole number from 1 to units. */
  readonly outputs: number;
  /** Every unit once. Default: one layer named `units`. */
  readonly layers?: readonly Layer[];
  /** A string for each input, with a sign for each unit: `+` excites, `-` inhibits, `.` is no synapse. */
  readonly sensory: readonly string[];
  /** A string for each unit as a source, with a sign for each unit as a target. */
  readonly recurrent: readonly string[];
}

const SIGNS = '-.+';

/** @throws RangeError naming the wrong row or layer */
export function matrices(description: MatricesDescription, size: WiringSize): Wiring {
  checkSize(size);
  const { inputs, units } = size;
  const { outputs, layers = oneLayer(units) } = description;
  const check = checkFields(description, ['outputs', 'layers', 'sensory', 'recurrent']);
  check.whole('outputs', outputs, 1, units, 'the number of units');
  checkLayers(layers, units);
  return {
    inputs,
    units,
    outputs,
    sensory: polarities('sensory', description.sensory, inputs, units),
    recurrent: polarities('recurrent', description.recurrent, units, units),
    layers: layers.map(({ name, units }) => ({ name, units: [...units] })),
  };
}

/** Describes any wiring so that `matrices` builds an equal one. */
export function describeMatrices(wiring: Wiring): MatricesDescription {
  const { units, outputs, layers, sensory, recurrent } = wiring;
  const signs = (matrix: Int8Array): string[] =>
    Array.from({ length: matrix.length / units }, (_, source) =>
      Array.from(matrix.subarray(source * units, (source + 1) * units), (p) => SIGNS[p + 1]).join(''),
    );
  return { type: 'matrices', outputs, layers, sensory: signs(sensory), recurrent: signs(recurrent) };
}

function polarities(name: string, rows: unknown, sources: number, units: number): Int8Array {
  const where = `${name} of wiring "matrices"`;
  if (!Array.isArray(rows) || rows.length !== sources)
    throw new RangeError(
      `${where} has ${Array.isArray(rows) ? rows.length : 'no'} rows: it needs ${sources}, one for each source`,
    );
  const matrix = new Int8Array(sources * units);
  rows.forEach((row: unknown, source) => {
    if (typeof row !== 'string' || row.length !== units)
      throw new RangeError(
        `${where}: row ${source} is ${JSON.stringify(row)}: it must be a string of ${units} signs, one for each unit`,
      );
    for (let target = 0; target < units; target++) {
      const polarity = SIGNS.indexOf(row[target]) - 1;
      if (polarity < -1)
        throw new RangeError(
          `${where}: row ${source} has "${row[target]}" at ${target}: it must be "+", "-" or "."`,
        );
      matrix[source * units + target] = polarity;
    }
  });
  return matrix;
}

function checkLayers(layers: unknown, units: number): void {
  const wrong = (what: string): RangeError => new RangeError(`layers of wiring "matrices": ${what}`);
  if (!Array.isArray(layers)) throw wrong('they must be a list of { name, units }');
  const layerOf = new Map<number, string>();
  const names = new Set<string>(['sensory']);
  for (const layer of layers) {
    if (typeof layer?.name !== 'string' || !Array.isArray(layer.units) || layer.units.length === 0)
      throw wrong('each must have a name and a list of one or more units');
    if (names.has(layer.name))
      throw wrong(`the name "${layer.name}" is taken: give each its own, "sensory" is the inputs`);
    names.add(layer.name);
    for (const unit of layer.units) {
      if (!(Number.isInteger(unit) && unit >= 0 && unit < units))
        throw wrong(`"${layer.name}" has the unit ${unit}: ids are whole numbers from 0 to ${units - 1}`);
      if (layerOf.has(unit))
        throw wrong(`unit ${unit} is in "${layerOf.get(unit)}" and in "${layer.name}": take it out of one`);
      layerOf.set(unit, layer.name);
    }
  }
  for (let unit = 0; unit < units; unit++)
    if (!layerOf.has(unit)) throw wrong(`unit ${unit} is in none: add it to one`);
}
