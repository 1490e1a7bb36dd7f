/** Networks before training, with random weights and a chosen size. */
import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import { initialiseAll } from '../graph/parameter.ts';
import { buildNetwork, type Network } from '../network/network.ts';
import { type NetworkDescription, resolve } from '../network/spec.ts';

/** A model with initial weights, to measure what does not depend on weights, such as time and size. */
export function untrained(
  description: NetworkDescription,
  seed = 1,
): { network: Network; parameters: ParameterValues } {
  const network = buildNetwork(resolve(description));
  return { network, parameters: initialiseAll(network.parameters, new Random(seed)) };
}

export const parametersOf = (description: NetworkDescription): number =>
  buildNetwork(resolve(description)).parameterCount;

/**
 * Finds the model of a family whose number of parameters is nearest to the wanted one, in proportion.
 * @param describe gives the model with a number of units; more units must mean more parameters
 */
export function sized(
  describe: (units: number) => NetworkDescription,
  parameters: number,
): NetworkDescription {
  const fits = (units: number): boolean => parametersOf(describe(units)) <= parameters;
  let units = 1;
  while (fits(2 * units)) units *= 2;
  for (let step = units / 2; step >= 1; step /= 2) if (fits(units + step)) units += step;
  const [below, above] = [units, units + 1].map(describe);
  return parameters / parametersOf(below) <= parametersOf(above) / parameters ? below : above;
}
