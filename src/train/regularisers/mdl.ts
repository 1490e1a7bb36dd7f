import { log, mean, neg } from '../../ops/index.ts';
import { overLayers, type Regulariser } from './regulariser.ts';

/** −mean log τ over the trajectory: a description-length penalty that rewards slow units. */
export const mdl: Regulariser<'mdl'> = {
  name: 'mdl',
  penalty: (network) => overLayers(network, 'mdl', 'tau', (tau) => neg(mean(log(tau)))),
};
