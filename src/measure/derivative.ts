import { defineCell, type FieldCell } from '../cells/index.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { buildNetwork } from '../network/network.ts';
import { mul, slice, sub } from '../ops/index.ts';
import { Evaluator } from '../train/evaluate.ts';
import type { Derivative } from './tsit5.ts';

/**
 * The right-hand side drive − decay ⊙ h of a field in float64, for an input that is held: of the cell's own equation, as a
 * model that reads the state and gives its derivative.
 * @returns sets the input, and gives the derivative of any state
 */
export function derivativeOf(
  cell: FieldCell,
  { inputs, units }: { readonly inputs: number; readonly units: number },
  parameters: ParameterValues,
): { hold(input: ArrayLike<number>): void; derivative: Derivative } {
  const field = defineCell({
    kind: 'map',
    name: 'derivative',
    source: cell.source,
    states: () => ({ none: 1 }),
    parameters: () => cell.parameters({ inputs, units }),
    next: ({ p, x, dt, state }) => {
      const h = slice(x, inputs, units);
      const { drive, decay } = cell.field({ p, x: slice(x, 0, inputs), h, dt, inputs, units });
      return { state, output: sub(drive, mul(decay, h)) };
    },
  });
  const network = buildNetwork({
    inputs: inputs + units,
    outputs: units,
    layers: [{ cell: field, units }],
    readout: 'none',
  });
  const evaluator = new Evaluator(network, parameters);
  const row = new Float64Array(inputs + units);
  return {
    hold: (input) => row.set(input),
    derivative(y, slope) {
      row.set(y, inputs);
      slope.set(evaluator.step(row, 1));
    },
  };
}
