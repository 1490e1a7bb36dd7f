import type { LayerDescription } from '../../../src/network/spec.ts';
import type { Perturbation } from './data.ts';

/** Who competes. */
export const cells: readonly {
  readonly name: string;
  readonly layer: Omit<LayerDescription, 'units'>;
  readonly liquid: boolean;
}[] = [
  { name: 'LTC', layer: { cell: 'ltc', integrator: 'semi-implicit', unfolds: 3 }, liquid: true },
  { name: 'CfC', layer: { cell: 'cfc-slim' }, liquid: true },
  { name: 'GRU', layer: { cell: 'gru' }, liquid: false },
  { name: 'LSTM', layer: { cell: 'lstm' }, liquid: false },
];

/** Of the metric for a perturbation of a strength. */
export const keyOf = (key: Perturbation, strength: number): string => `${key} ${strength}`;
