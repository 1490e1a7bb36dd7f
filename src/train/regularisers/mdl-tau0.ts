import { add, log, mean, neg } from '../../ops/index.ts';
import { overLayers, type Regulariser } from './regulariser.ts';

/** −mean log(τ₀ + 1e-6): the variant of "From Physics to Silicon" (2026), which sees the trained τ₀ only, not τ. */
export const mdlTau0: Regulariser<'mdl-tau0'> = {
  name: 'mdl-tau0',
  penalty: (network) => overLayers(network, 'mdl-tau0', 'tau0', (tau0) => neg(mean(log(add(tau0, 1e-6))))),
};
