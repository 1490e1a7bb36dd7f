/** The parts of an update around the optimiser: gradient clipping, weight decay, and constraints. */
import { sizeOf } from '../graph/parameter.ts';
import type { Network } from '../network/network.ts';
import type { Tape } from './tape.ts';

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

/** Where the matrices of a network lie among its parameters. Vectors do not decay: they are biases, time constants, scales. */
function* matricesOf({ parameters }: Network): Generator<readonly [from: number, end: number]> {
  let at = 0;
  for (const { shape } of parameters) {
    const from = at;
    at += sizeOf(shape);
    if (shape.length > 1) yield [from, at];
  }
}

/** Shrinks every weight in a network's matrices by a share. */
export function decay(network: Network, parameters: Float64Array, share: number): void {
  for (const [from, end] of matricesOf(network)) for (let i = from; i < end; i++) parameters[i] *= 1 - share;
}

/** Weight decay in the gradient (L2): adds the same weights, times a share, to their gradients. */
function addDecay(network: Network, parameters: Float64Array, gradients: Float64Array, share: number): void {
  for (const [from, end] of matricesOf(network))
    for (let i = from; i < end; i++) gradients[i] += share * parameters[i];
}

/** Decays weights where an optimiser wants it: in the parameters or in the gradient. */
export function applyDecay(
  where: 'decoupled' | 'gradient',
  network: Network,
  { parameters, parameterGradients }: Pick<Tape, 'parameters' | 'parameterGradients'>,
  rate: number,
  share: number,
): void {
  if (where === 'decoupled') decay(network, parameters, rate * share);
  else addDecay(network, parameters, parameterGradients, share);
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
