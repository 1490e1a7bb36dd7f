/** The contenders, and their trainings. */

import { type Contender, seedsOf } from '../../../src/jobs/contender.ts';
import { rateAndDecay } from '../../../src/jobs/tuning.ts';
import type { LayerDescription } from '../../../src/network/spec.ts';
import type { Setting } from '../../claim.ts';
import type { Series } from './series.ts';

const ltc = (units: number): LayerDescription => ({
  cell: 'ltc',
  units,
  integrator: 'semi-implicit',
  unfolds: 6,
});
export const LTC = { name: 'LTC', layer: ltc(8) };
export const LSTM = { name: 'LSTM', layer: { cell: 'lstm', units: 16 } };
/** Whether the cell or the number of parameters decides. */
export const OTHERS = [
  { name: 'LTC of 1,255', layer: ltc(33) },
  { name: 'LSTM of 117', layer: { cell: 'lstm', units: 4 } },
  { name: 'GRU', layer: { cell: 'gru', units: 19 } },
];

export const RATES = [0.005, 0.01, 0.02, 0.05];
export const EPOCHS = 400;

export function contender(
  { name, layer }: { readonly name: string; readonly layer: LayerDescription },
  { train, validation, scaled }: Series,
  effort: Setting['effort'],
): Contender {
  const model: Contender['model'] = {
    inputs: 1,
    outputs: 1,
    layers: [layer],
    readout: 'dense',
    inputNormalisation: scaled,
    outputNormalisation: scaled,
  };
  return {
    name,
    model,
    probes: layer.cell === 'ltc' ? ['tau'] : undefined,
    seeds: seedsOf(effort),
    search: rateAndDecay(RATES),
    trials: 1,
    job: {
      model,
      train: [train],
      validation: [validation],
      options: { rate: 0.02, epochs: EPOCHS, window: 40, stride: 10, batch: 8, warmup: 10 },
    },
  };
}
