/** Reads the layers that metadata describe. Metadata may contain anything, since running does not need them. */
export interface InspectedLayer {
  readonly cell: string;
  readonly units: number;
  readonly options?: Readonly<Record<string, unknown>>;
  /** For fields only. */
  readonly integrator?: string;
  readonly unfolds?: number;
  /** Whether its states start where training put them. */
  readonly initialState?: 'zero' | 'trained';
  /** What it reads and adds, if not the layer before. */
  readonly from?: readonly LayerSource[];
  readonly add?: readonly LayerSource[];
}

type LayerSource = 'input' | number;

/** The layers that the metadata describe; null if these are not a list of layers. */
export function layersOf(metadata: Readonly<Record<string, unknown>>): InspectedLayer[] | null {
  const { layers } = metadata;
  return Array.isArray(layers) && layers.every(isLayer) ? layers : null;
}

export const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 0xffff;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isLayer(value: unknown): value is InspectedLayer {
  if (!isObject(value)) return false;
  const { cell, units, options, integrator, unfolds, initialState, from, add } = value;
  return (
    typeof cell === 'string' &&
    isCount(units) &&
    (options === undefined || (isObject(options) && isWiring(options.wiring))) &&
    (integrator === undefined || typeof integrator === 'string') &&
    (unfolds === undefined || isCount(unfolds)) &&
    (initialState === undefined || initialState === 'zero' || initialState === 'trained') &&
    (from === undefined || isSources(from)) &&
    (add === undefined || isSources(add))
  );
}

const isSources = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => one === 'input' || isIndex(one));

/** Checks a description. The builder tells whether it gives a wiring. */
const isWiring = (value: unknown): boolean =>
  value === undefined || (isObject(value) && typeof value.type === 'string');

/** The most synapses of a wiring worth building: metadata can claim any number. */
const MOST_SYNAPSES = 2 ** 22;

/** Whether the wiring of a layer is of a size that can be built at once. */
export const isBuildable = ({ units }: Pick<InspectedLayer, 'units'>, inputs: number): boolean =>
  units * (units + inputs) <= MOST_SYNAPSES;

/** Means and deviations of the inputs, if the metadata have one for each. */
export function statisticsOf(
  metadata: Readonly<Record<string, unknown>>,
  inputs: number,
): { readonly mean: readonly number[]; readonly deviation: readonly number[] } | undefined {
  const { inputStatistics: found } = metadata;
  if (!isObject(found)) return undefined;
  const { mean, deviation } = found;
  const fits = (list: unknown): list is number[] =>
    Array.isArray(list) && list.length === inputs && list.every(Number.isFinite);
  return fits(mean) && fits(deviation) ? { mean, deviation } : undefined;
}

/** For each output the index of the input that is added to it, or null; undefined if the metadata have no such list. */
export function residualOf(
  metadata: Readonly<Record<string, unknown>>,
  inputs: number,
  outputs: number,
): readonly (number | null)[] | undefined {
  const { residual } = metadata;
  return isResidual(residual, inputs, outputs) ? residual : undefined;
}

export const isResidual = (
  value: unknown,
  inputs: number,
  outputs: number,
): value is readonly (number | null)[] =>
  Array.isArray(value) &&
  value.length === outputs &&
  value.every((index) => index === null || (isIndex(index) && index < inputs));

const isIndex = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
