/** The simplest field that a step can be held to in float64: dh/dt = (u − h)/τ. */
import { defineCell } from '../../src/cells/index.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { scale } from '../../src/ops/index.ts';

/** A leaky integrator of one input, its state the output: it has no parameters. */
export function leak(tau: number, unfolds: number): Network {
  const cell = defineCell({
    kind: 'field',
    name: 'leak',
    source: 'a first-order lag',
    bounded: true,
    parameters: () => ({}),
    field: ({ h, x }) => ({ decay: h.graph.constant([1], [1 / tau]), drive: scale(x, 1 / tau) }),
  });
  const layers = [{ cell, units: 1, integrator: semiImplicit, unfolds }];
  return buildNetwork({ inputs: 1, outputs: 1, layers, readout: 'none' });
}
