import { sizeOf } from '../graph/parameter.ts';
import type { Network } from '../network/network.ts';

/** Applies masks and clip constraints to all parameters of a model in order: after each update. */
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
