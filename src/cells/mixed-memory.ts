import { matrix, vector } from '../graph/parameter.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { add, affine, concat, lstmMemory, lstmOutput, slice } from '../ops/index.ts';
import { type Cell, type CellContext, defineCell, type Size, type Values } from './cell.ts';

const declarations = ({ inputs }: Size, length: number) => ({
  'lstm.input_map.weight': matrix(4 * length, inputs),
  'lstm.input_map.bias': vector(4 * length),
  'lstm.recurrent_map.weight': matrix(4 * length, length),
});

/**
 * The memory's step on x and the liquid cell's h. The gates are in the order candidate, input, forget, output; the forget
 * gate is shifted by 1. Gives the new memory, and the h that the liquid cell continues from.
 */
function remember({ p, x }: CellContext, h: Value, c: Value): { readonly h: Value; readonly c: Value } {
  const n = lengthOf(c);
  const gates = affine(
    p['lstm.input_map.bias'],
    [p['lstm.input_map.weight'], x],
    [p['lstm.recurrent_map.weight'], h],
  );
  const gate = (i: number): Value => slice(gates, i * n, n);
  // the LSTM operations read i, f, g, o
  const ordered = concat(concat(gate(1), add(gate(2), 1)), concat(gate(0), gate(3)));
  const memory = lstmMemory(ordered, c);
  return { h: lstmOutput(ordered, memory), c: memory };
}

/**
 * A cell with an LSTM in front of it, in one step. The LSTM's output replaces the cell's state; its memory c is a second
 * state. The LSTM ignores the elapsed time.
 *
 *     p = W_in x + b_in + W_rec h; (g, i, f, o) = split(p); c' = c σ(f + 1) + tanh(g) σ(i); h̃ = tanh(c') σ(o)
 *
 * Source: ncps, `mixed_memory`.
 */
export function mixedMemory(cell: Cell): Cell {
  const inner = cell.kind === 'map' ? cell.states : (size: Size) => ({ h: size.units });
  const length = (size: Size): number => Object.values(inner(size)).reduce((sum, n) => sum + n, 0);
  const parameters = (size: Size) => ({ ...cell.parameters(size), ...declarations(size, length(size)) });
  const options = { ...cell.options, mixedMemory: true };
  if (cell.kind === 'field')
    return defineCell({
      ...cell,
      options,
      parameters,
      states: (size) => ({ c: length(size) }),
      begin(context) {
        const { h, c } = remember(context, context.state.h, context.state.c);
        return { h, state: { c } };
      },
    });
  return defineCell({
    ...cell,
    options,
    parameters,
    states: (size) => ({ ...inner(size), c: length(size) }),
    next(context) {
      const { c: before, ...state } = context.state;
      const { h, c } = remember(context, Object.values(state).reduce(concat), before);
      const { state: after, ...rest } = cell.next({ ...context, state: partsOf(h, state) });
      return { ...rest, state: { ...after, c } };
    },
  });
}

/** Cuts a vector into pieces of the given vectors' lengths. */
function partsOf(whole: Value, pieces: Values): Values {
  let at = 0;
  return Object.fromEntries(
    Object.entries(pieces).map(([name, piece]) => {
      at += lengthOf(piece);
      return [name, slice(whole, at - lengthOf(piece), lengthOf(piece))];
    }),
  );
}
