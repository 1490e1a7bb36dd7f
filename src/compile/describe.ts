import type { Network } from '../network/network.ts';
import type { Layer, LayerDescription } from '../network/spec.ts';
import { originsOf } from './origins.ts';

/** The layers of a spec by name. */
export const describeLayer = ({
  cell,
  units,
  integrator,
  unfolds,
  initialState,
  from,
  add,
}: Layer): LayerDescription => ({
  cell: cell.name,
  ...(cell.options && { options: cell.options }),
  units,
  ...(integrator && { integrator: integrator.name, unfolds: unfolds ?? 1 }),
  ...(initialState === 'trained' && { initialState }),
  ...(from && { from }),
  ...(add && { add }),
});

/** What a blob's metadata say of its network. */
export function describe(network: Network): object {
  const { layers, readout, residual, inputNormalisation, interval } = network.spec;
  const origins = originsOf(network.spec)?.inputs;
  const short = (x: number): number => Number(x.toPrecision(9));
  return {
    layers: layers.map(describeLayer),
    readout,
    ...(residual && { residual }),
    parameters: network.parameterCount,
    ...(interval !== undefined && { interval }),
    ...(inputNormalisation && {
      inputStatistics: {
        // a mean that is an origin needs as many digits as its deviation tells apart
        mean: Array.from(inputNormalisation.mean, (x, i) => (origins?.[i].origin ? x : short(x))),
        deviation: Array.from(inputNormalisation.deviation, short),
      },
    }),
  };
}
