/** Models whose states start elsewhere than at 0. */
import { compile } from '../src/compile/compile.ts';
import type { ParameterValues } from '../src/compile/fold.ts';
import { buildNetwork, type LayerSpec, type Network } from '../src/network/network.ts';
import { layers as all, randomParameters } from './models.ts';

/** Several states, one with a compensation, and lengths that leave padding. */
const layers: readonly LayerSpec[] = [
  { cell: 'lstm', units: 5, initialState: 'trained' },
  { cell: 'ltc', units: 3, initialState: 'trained' },
];

/** An LSTM under an LTC, both of which start at random numbers. */
export function withInitialState(spec: { readonly layers?: readonly LayerSpec[] } = {}): {
  readonly network: Network;
  readonly parameters: ParameterValues;
  readonly blob: Uint8Array;
} {
  const network = buildNetwork({ inputs: 3, outputs: 2, layers, readout: 'dense', ...spec });
  const parameters = randomParameters(network, 4);
  return { network, parameters, blob: compile(network, parameters).blob };
}

/** The layers of all models' tests that start at trained numbers. */
export const startedLayers = all.filter(([, { initialState }]) => initialState === 'trained');
