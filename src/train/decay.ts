import { sizeOf } from '../graph/parameter.ts';
import type { Network } from '../network/network.ts';

/** Takes a share of every weight in the matrices of a model away; vectors stay: they are biases, time constants, scales. */
export function decay(network: Network, parameters: Float64Array, share: number): void {
  let at = 0;
  for (const { shape } of network.parameters) {
    const size = sizeOf(shape);
    if (shape.length > 1) for (let i = at; i < at + size; i++) parameters[i] *= 1 - share;
    at += size;
  }
}
