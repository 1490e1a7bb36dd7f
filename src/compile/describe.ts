import { type Cell, type CellName, cells } from '../cells/index.ts';
import { integrators } from '../integrators/index.ts';
import type { LayerSpec, Model, ModelSpec } from './model.ts';
import { originsOf } from './origins.ts';

/** A model in plain data: cells and integrators by their names. What a blob's metadata says, and what workers get. */
export interface ModelDescription extends Omit<ModelSpec, 'layers'> {
  readonly layers: readonly LayerDescription[];
}

export interface LayerDescription {
  readonly cell: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly units: number;
  readonly integrator?: string;
  readonly unfolds?: number;
}

/** The layers of a spec by name. */
export const describeLayer = ({ cell, units, integrator, unfolds }: LayerSpec): LayerDescription => ({
  cell: cell.name,
  ...(cell.options && { options: cell.options }),
  units,
  ...(integrator && { integrator: integrator.name, unfolds: unfolds ?? 1 }),
});

/**
 * The spec that a description names.
 * @throws RangeError for a cell or integrator that is not in the list
 */
export function resolve(description: ModelDescription): ModelSpec {
  return {
    ...description,
    layers: description.layers.map(({ cell, options, units, integrator, unfolds }): LayerSpec => {
      if (!Object.hasOwn(cells, cell)) throw new RangeError(`there is no cell "${cell}" in the list`);
      const make = cells[cell as CellName] as (options?: object) => Cell;
      const found = integrators.find(({ name }) => name === integrator);
      if (integrator !== undefined && !found)
        throw new RangeError(`there is no integrator "${integrator}" in the list`);
      return { cell: make(options), units, ...(found && { integrator: found, unfolds }) };
    }),
  };
}

/** What a blob's metadata says of its model. */
export function describe(model: Model): object {
  const { layers, readout, inputNormalisation, interval } = model.spec;
  const origins = originsOf(model.spec)?.inputs;
  const short = (x: number): number => Number(x.toPrecision(9));
  return {
    layers: layers.map(describeLayer),
    readout,
    parameters: model.parameterCount,
    ...(interval !== undefined && { interval }),
    ...(inputNormalisation && {
      inputStatistics: {
        // the digits of a mean that is an origin are told by its deviation
        mean: Array.from(inputNormalisation.mean, (x, i) => (origins?.[i].origin ? x : short(x))),
        deviation: Array.from(inputNormalisation.deviation, short),
      },
    }),
  };
}
