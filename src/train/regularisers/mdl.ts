import { log, mean, neg } from '../../ops/index.ts';
import { probe, type Regulariser } from './regulariser.ts';

/** −mean log τ over the trajectory: a description-length penalty that rewards slow units. */
export const mdl: Regulariser = {
  name: 'mdl',
  penalty: (model) => neg(mean(log(probe(model, 'tau', 'mdl')))),
};
