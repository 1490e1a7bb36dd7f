import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import { initialiseAll } from '../graph/parameter.ts';
import { buildNetwork, type Network } from '../network/network.ts';
import { type NetworkDescription, resolve } from '../network/spec.ts';

/** A model with the weights that a training would begin with: for what does not depend on them, as time and size. */
export function untrained(
  description: NetworkDescription,
  seed = 1,
): { network: Network; parameters: ParameterValues } {
  const network = buildNetwork(resolve(description));
  return { network, parameters: initialiseAll(network.parameters, new Random(seed)) };
}
