/** Gradients by backpropagation, and by central differences. */
import type { ParameterValues } from '../../src/compile/fold.ts';
import { lengthOf } from '../../src/graph/value.ts';
import type { Network } from '../../src/network/network.ts';
import { fill } from '../../src/train/feed.ts';
import { Tape } from '../../src/train/tape.ts';
import { randomSequence } from '../models.ts';

const STEPS = 5;

/** Of a weighted sum of all outputs over five steps, by every parameter. */
export function gradientsOf(network: Network, parameters: ParameterValues) {
  const tape = new Tape(network, STEPS);
  let at = 0;
  for (const { name } of network.parameters) {
    const data = parameters.get(name)!;
    tape.parameters.set(data, at);
    at += data.length;
  }
  fill(tape, network, randomSequence(STEPS, network.spec.inputs, lengthOf(network.output)), 0, STEPS);
  const outputs = lengthOf(network.output);
  const weight = (t: number, j: number) => Math.sin(3 * t + j + 1);
  const each = (visit: (address: number, weight: number) => void) => {
    for (let t = 0; t < STEPS; t++)
      for (let j = 0; j < outputs; j++) visit(tape.address(network.output, t) + j, weight(t, j));
  };
  const value = (): number => {
    tape.prepare();
    tape.reset();
    tape.forward(STEPS);
    let sum = 0;
    each((address, w) => {
      sum += w * tape.values[address];
    });
    return sum;
  };
  value();
  tape.clearGradients();
  tape.clearFrames(STEPS);
  each((address, w) => {
    tape.gradients[address] = w;
  });
  tape.backward(STEPS);
  tape.finish();
  const finite = Array.from(tape.parameters, (x, i) => {
    const e = 1e-6;
    const moved = (by: number): number => {
      tape.parameters[i] = x + by;
      return value();
    };
    const difference = (moved(e) - moved(-e)) / (2 * e);
    tape.parameters[i] = x;
    return difference;
  });
  return { exact: Array.from(tape.parameterGradients), finite };
}
