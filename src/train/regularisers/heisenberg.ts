import type { Value } from '../../graph/value.ts';
import type { Network } from '../../network/network.ts';
import { add, mean, mul, relu, scale, sqrt, sub } from '../../ops/index.ts';
import { overLayers, type Regulariser } from './regulariser.ts';

/** Standard deviation over the units, kept off zero, where its derivative is infinite. */
const spread = (x: Value): Value => {
  const centred = sub(x, mean(x));
  return sqrt(add(mean(mul(centred, centred)), 1e-12));
};

/**
 * relu(ħ/2 − Δh Δv): Δh is the spread of the state over its units, Δv that of its change in one step. After HLLN 2.1's
 * prose; shrinking E and ħ together satisfies it for free.
 */
export const heisenberg: Regulariser<'heisenberg'> = {
  name: 'heisenberg',
  penalty: (network) =>
    overLayers(network, 'heisenberg', 'hbar', (hbar, prefix) => {
      const { before, after } = network.states.find(
        ({ name }) => name === `${prefix}h`,
      ) as Network['states'][0];
      return relu(sub(scale(hbar, 0.5), mul(spread(after), spread(sub(after, before)))));
    }),
};
