/** The parts of one update: Adam, gradient clipping, weight decay, and constraints. */
import { sizeOf } from '../graph/parameter.ts';
import type { Network } from '../network/network.ts';

export interface AdamState {
  readonly first: Float64Array;
  readonly second: Float64Array;
  updates: number;
}

/** Adam (Kingma & Ba 2015) with bias correction, β₁ 0.9, β₂ 0.999, ε 1e-8. */
export class Adam {
  readonly state: AdamState;
  private readonly beta1 = 0.9;
  private readonly beta2 = 0.999;
  private readonly epsilon = 1e-8;

  constructor(size: number) {
    this.state = { first: new Float64Array(size), second: new Float64Array(size), updates: 0 };
  }

  /** Moves `parameters` against `gradients` with the given rate. */
  update(parameters: Float64Array, gradients: Float64Array, rate: number): void {
    const { beta1, beta2, epsilon, state } = this;
    const { first, second } = state;
    state.updates++;
    // repeated products give the same bits on every engine; Math.pow does not
    let power1 = 1;
    let power2 = 1;
    for (
      let i = 0, t = state.updates, b1 = beta1, b2 = beta2;
      t > 0 && i < 32;
      i++, t >>= 1, b1 *= b1, b2 *= b2
    )
      if (t & 1) {
        power1 *= b1;
        power2 *= b2;
      }
    const step = rate / (1 - power1);
    const scale = 1 / (1 - power2);
    for (let i = 0; i < parameters.length; i++) {
      const g = gradients[i];
      first[i] += (1 - beta1) * (g - first[i]);
      second[i] += (1 - beta2) * (g * g - second[i]);
      parameters[i] -= (step * first[i]) / (Math.sqrt(second[i] * scale) + epsilon);
    }
  }
}

/**
 * Scales the gradients so that their Euclidean norm is at most `limit`.
 * @returns the norm before
 */
export function clipNorm(gradients: Float64Array, limit: number): number {
  let sum = 0;
  for (let i = 0; i < gradients.length; i++) sum += gradients[i] * gradients[i];
  const norm = Math.sqrt(sum);
  if (norm > limit) {
    const factor = limit / norm;
    for (let i = 0; i < gradients.length; i++) gradients[i] *= factor;
  }
  return norm;
}

/** Shrinks every weight in a network's matrices by a share. Vectors stay: they are biases, time constants, scales. */
export function decay(network: Network, parameters: Float64Array, share: number): void {
  let at = 0;
  for (const { shape } of network.parameters) {
    const size = sizeOf(shape);
    if (shape.length > 1) for (let i = at; i < at + size; i++) parameters[i] *= 1 - share;
    at += size;
  }
}

/** Applies masks and clip constraints to all parameters, after each update. */
export function constrain(network: Network, parameters: Float64Array): void {
  let at = 0;
  for (const { shape, constraint, mask } of network.parameters) {
    const size = sizeOf(shape);
    if (mask) for (let i = 0; i < size; i++) if (mask[i] === 0) parameters[at + i] = 0;
    if (typeof constraint === 'object') {
      const [low, high] = constraint.clip;
      for (let i = at; i < at + size; i++) parameters[i] = Math.min(high, Math.max(low, parameters[i]));
    }
    at += size;
  }
}
