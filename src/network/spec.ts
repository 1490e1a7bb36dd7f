/** The specification of a network, and how it is resolved: look names up, fill defaults in, check everything. */
import { type Cell, type CellOptions, checkCell, type EveryName, everyCell } from '../cells/index.ts';
import { chosen } from '../check/named.ts';
import { checkArgument, checkOptions, fields } from '../check/options.ts';
import {
  anything,
  listOf,
  needed,
  oneOf,
  positive,
  type Rules,
  record,
  rule,
  whole,
} from '../check/rules.ts';
import { type Integrator, type IntegratorName, integratorRules, integrators } from '../integrators/index.ts';
import { sourcesOf, type Wired } from './sources.ts';

/** How a field is stepped by default, in the library and on the command line. */
export const fieldDefaults = { integrator: 'semi-implicit', unfolds: 6 } as const;

interface Sized extends Wired {
  readonly units: number;
  /** Fields only: the integrator (default `semi-implicit`), and the substeps of a step (default 6). */
  readonly integrator?: Integrator | IntegratorName;
  readonly unfolds?: number;
  /** Where its states start, and where `reset` leads: zero (default), or parameters that are trained and first 0. */
  readonly initialState?: InitialState;
}

const initialStates = ['zero', 'trained'] as const;
export type InitialState = (typeof initialStates)[number];

/** A cell by its name, with its options. */
type Named = { [N in EveryName]: { readonly cell: N; readonly options?: CellOptions<N> } }[EveryName];

/** A layer. Its cell comes from `cells` or `defineCell`, or is a name with options. */
export type LayerSpec = Sized & ({ readonly cell: Cell; readonly options?: undefined } | Named);

/** x̂ = (x − mean) / deviation on the way in, y = ŷ · deviation + mean on the way out. */
export interface Normalisation {
  readonly mean: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
}

export interface NetworkSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly LayerSpec[];
  /**
   * `dense`: W h + b; `softmax`: class probabilities of a dense layer's logits; `none`: the first `outputs` elements of
   * the last layer's output.
   */
  readonly readout: 'dense' | 'softmax' | 'none';
  readonly inputNormalisation?: Normalisation;
  readonly outputNormalisation?: Normalisation;
  /**
   * For each output the index of the raw input that is added to it, or null for none: the network learns what is left, such as
   * the change since the last value. `outputNormalisation` is that of what is left. Not for `softmax`.
   */
  readonly residual?: readonly (number | null)[];
  /** A typical interval between steps, in the data's time unit; cells see it as 1. Default 1. */
  readonly interval?: number;
}

/** A network as plain data, with cells and integrators by name: what a blob's metadata hold and what workers receive. */
export interface NetworkDescription extends Omit<NetworkSpec, 'layers'> {
  readonly layers: readonly LayerDescription[];
}

export interface LayerDescription extends Wired {
  readonly cell: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly units: number;
  readonly integrator?: string;
  readonly unfolds?: number;
  readonly initialState?: InitialState;
}

/** A layer with everything resolved. A map has no integrator. */
export interface Layer extends Wired {
  readonly cell: Cell;
  readonly units: number;
  readonly integrator?: Integrator;
  readonly unfolds?: number;
  /** Missing: zero. */
  readonly initialState?: InitialState;
}

export interface ResolvedSpec extends Omit<NetworkSpec, 'layers'> {
  readonly layers: readonly Layer[];
}

const normalisation = (length: number) =>
  fields<Normalisation>({
    mean: needed(finiteNumbers(length)),
    deviation: needed(rule(`${length} numbers > 0`, (x) => fits(x, length, (d) => d > 0))),
  });

const finiteNumbers = (length: number) =>
  rule(`${length} finite numbers`, (x) => fits(x, length, () => true));

const fits = (given: unknown, length: number, one: (x: number) => boolean): boolean =>
  (Array.isArray(given) || ArrayBuffer.isView(given)) &&
  (given as ArrayLike<number> & object).length === length &&
  Array.from(given as ArrayLike<number>).every((x) => Number.isFinite(x) && one(x));

const specRules = ({ inputs, outputs }: Pick<NetworkSpec, 'inputs' | 'outputs'>): Rules<NetworkSpec> => ({
  inputs: needed(whole(1)),
  outputs: needed(whole(1)),
  layers: needed(listOf(record)),
  readout: needed(oneOf(['dense', 'softmax', 'none'])),
  inputNormalisation: normalisation(inputs),
  outputNormalisation: normalisation(outputs),
  residual: rule(
    `an input from 0 to ${inputs - 1}, or null, for each of ${outputs} outputs`,
    (x) => Array.isArray(x) && x.length === outputs && x.every((i) => i === null || isIndex(i, inputs)),
  ),
  interval: positive,
});

const isIndex = (i: unknown, length: number): boolean =>
  Number.isInteger(i) && Number(i) >= 0 && Number(i) < length;

type Given = LayerSpec | LayerDescription;

/** What a layer may be, by name or as an object. */
export const layerRules: Rules<Given> = {
  cell: anything,
  options: record,
  units: needed(whole(1)),
  integrator: anything,
  unfolds: whole(1),
  initialState: oneOf(initialStates),
  from: sourcesOf(0),
  add: sourcesOf(0),
};

/**
 * Resolves a spec. The result is a valid spec itself.
 * @param of the function that was called, for messages
 * @throws RangeError for an unknown name (with the nearest one) or a wrong value (with what it may be)
 */
export function resolve(given: NetworkSpec | NetworkDescription, of = 'buildNetwork'): ResolvedSpec {
  checkArgument(of, 'the model', given, record);
  checkOptions<NetworkSpec | NetworkDescription>(of, given, specRules(given));
  if (given.layers.length === 0)
    throw new RangeError(`${of}: layers is empty: a model needs at least one layer`);
  if (given.residual && given.readout === 'softmax')
    throw new RangeError(`${of}: residual adds inputs to numbers; the outputs of softmax are probabilities`);
  return { ...given, layers: given.layers.map((layer, i) => resolveLayer(layer, i, `${of}: layers[${i}]`)) };
}

function resolveLayer(layer: Given, index: number, of: string): Layer {
  const sources = sourcesOf(index);
  checkOptions<Given>(of, layer, { ...layerRules, from: sources, add: sources });
  const { units, integrator, unfolds, initialState, from, add } = layer;
  const rest = {
    ...(initialState === 'trained' && { initialState }),
    ...(from && { from }),
    ...(add && { add }),
  };
  const cell = cellOf(layer, of);
  if (cell.kind === 'field')
    return {
      cell,
      units,
      integrator: chosen(
        of,
        'integrator',
        integrator ?? fieldDefaults.integrator,
        integrators,
        integratorRules,
      ),
      unfolds: unfolds ?? fieldDefaults.unfolds,
      ...rest,
    };
  for (const [key, value] of Object.entries({ integrator, unfolds }))
    if (value !== undefined)
      throw new RangeError(`${of}: cell "${cell.name}" is a map, stepped once: it takes no ${key}`);
  return { cell, units, ...rest };
}

function cellOf({ cell, options }: Given, of: string): Cell {
  if (typeof cell === 'string') {
    checkArgument(of, 'cell', cell, oneOf(Object.keys(everyCell)));
    return (everyCell[cell as EveryName] as (options?: object) => Cell)(options);
  }
  const made = Object.entries(everyCell).find(([, make]) => (make as unknown) === cell);
  if (made)
    throw new RangeError(
      `${of}: cell is the function that makes "${made[0]}": call it, or give its name, "${made[0]}"`,
    );
  checkCell(of, cell);
  if (options !== undefined)
    throw new RangeError(
      `${of}: options go with a cell's name; "${(cell as Cell).name}" was made with its own`,
    );
  return cell;
}
