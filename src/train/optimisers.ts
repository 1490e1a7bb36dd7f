/** How a gradient becomes a step of the parameters: one optimiser an entry. */
import { checkOptions } from '../check/options.ts';
import { callable, needed, oneOf, type Rules, record, rule, text } from '../check/rules.ts';

/** What an optimiser remembers of each parameter, all zero at first, and how many updates there were. */
export interface OptimiserState {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** With the present one. */
  updates: number;
}

export interface Optimiser<Name extends string = string> {
  readonly name: Name;
  /** Its settings, as data: a checkpoint goes on only with the same. */
  readonly options: Readonly<Record<string, number>>;
  /**
   * Where the weight decay goes: `decoupled` takes rate · decay of a weight away before the step, `gradient` adds
   * decay · weight to the gradient.
   */
  readonly decay: 'decoupled' | 'gradient';
  /** Moves `parameters` against `gradients` with the given rate. */
  step(parameters: Float64Array, gradients: Float64Array, state: OptimiserState, rate: number): void;
}

export const optimiserRules: Rules<Optimiser> = {
  name: needed(text),
  options: needed(record),
  decay: needed(oneOf(['decoupled', 'gradient'])),
  step: needed(callable),
};

export interface AdamOptions {
  /** How much of the mean gradient stays after an update. Default 0.9. */
  readonly beta1?: number;
  /** How much of the mean squared gradient stays. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
}

const share = rule('a number from 0 to 1, without 1', (x) => typeof x === 'number' && x >= 0 && x < 1);
const tiny = rule('a number > 0', (x) => Number.isFinite(x) && Number(x) > 0);
const adamRules: Rules<AdamOptions> = { beta1: share, beta2: share, epsilon: tiny };

/** β^n by repeated products, which give the same bits on every engine; Math.pow does not. */
function power(beta: number, n: number): number {
  let result = 1;
  for (let i = 0, rest = n, factor = beta; rest > 0 && i < 32; i++, rest >>= 1, factor *= factor)
    if (rest & 1) result *= factor;
  return result;
}

/** Adam (Kingma & Ba 2015, arXiv:1412.6980) with bias correction. */
function adamOf<Name extends string>(
  name: Name,
  decay: Optimiser['decay'],
  given: AdamOptions,
): Optimiser<Name> {
  checkOptions(`optimisers.${name}`, given, adamRules);
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = given;
  return {
    ...{ name, decay, options: { beta1, beta2, epsilon } },
    step(parameters, gradients, { first, second, updates }, rate) {
      const step = rate / (1 - power(beta1, updates));
      const scale = 1 / (1 - power(beta2, updates));
      for (let i = 0; i < parameters.length; i++) {
        const g = gradients[i];
        first[i] += (1 - beta1) * (g - first[i]);
        second[i] += (1 - beta2) * (g * g - second[i]);
        parameters[i] -= (step * first[i]) / (Math.sqrt(second[i] * scale) + epsilon);
      }
    },
  };
}

export interface SgdOptions {
  /** How much of the last step's direction stays. Default 0.9. */
  readonly momentum?: number;
}

/** Gradient descent with momentum (Polyak 1964): the step is the rate times v ← momentum · v + gradient. */
function sgd(given: SgdOptions = {}): Optimiser<'sgd'> {
  checkOptions<SgdOptions>('optimisers.sgd', given, { momentum: share });
  const { momentum = 0.9 } = given;
  return {
    ...{ name: 'sgd', decay: 'gradient', options: { momentum } },
    step(parameters, gradients, { first }, rate) {
      for (let i = 0; i < parameters.length; i++) {
        first[i] = momentum * first[i] + gradients[i];
        parameters[i] -= rate * first[i];
      }
    },
  };
}

/** Every optimiser: a new one is an entry here. */
export const optimisers = {
  /** Adam with the decay beside the gradient (Loshchilov & Hutter 2019, arXiv:1711.05101). */
  adamw: (options: AdamOptions = {}) => adamOf('adamw', 'decoupled', options),
  /** Adam with the decay in the gradient. Without decay the same as `adamw`. */
  adam: (options: AdamOptions = {}) => adamOf('adam', 'gradient', options),
  sgd,
};

export type OptimiserName = keyof typeof optimisers;
