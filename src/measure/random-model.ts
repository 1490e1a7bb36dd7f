import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import { initialise } from '../graph/parameter.ts';
import { buildModel, type Model } from '../network/network.ts';
import { type ModelDescription, resolve } from '../network/spec.ts';

/** A model with the weights that a training would begin with: for what does not depend on them, as time and size. */
export function untrained(
  description: ModelDescription,
  seed = 1,
): { model: Model; parameters: ParameterValues } {
  const model = buildModel(resolve(description));
  const random = new Random(seed);
  return {
    model,
    parameters: new Map(model.parameters.map((parameter) => [parameter.name, initialise(parameter, random)])),
  };
}
