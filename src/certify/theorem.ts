import { FORM_LIQUID } from '../../assembly/layout.ts';
import { weightsOf } from '../format/decode.ts';
import { startsOf } from '../format/initial-state.ts';
import { readBlob } from '../format/read.ts';
import { hull, type Interval } from '../intervals/interval.ts';
import { operations } from '../ops/table.ts';

/**
 * The bounds of the states of `ltc` layers by theorem 2 of Hasani et al., “Liquid Time-constant Networks” (AAAI 2021):
 * min(0, A) ≤ h ≤ max(0, A) from the zero state, for any inputs; from another start that of its hull with A. By the state's name;
 * other cells have no entry.
 */
export function theoremOf(bytes: Uint8Array): ReadonlyMap<string, readonly Interval[]> {
  const contents = readBlob(bytes);
  const { instructions, tensors, ports } = contents;
  const states = ports.filter(({ kind }) => kind === 'state');
  const starts = startsOf(contents);
  const bounds = new Map<string, readonly Interval[]>();
  for (const { op, form, inputs } of instructions) {
    if (operations.get(op)?.kernel !== 'field' || form !== FORM_LIQUID) continue;
    const [state] = inputs;
    const target = inputs[inputs.length - 1];
    if (!('arena' in state && 'tensor' in target)) continue;
    const index = states.findIndex(({ offset }) => offset === state.arena);
    if (index < 0) continue;
    const values = weightsOf(tensors[target.tensor]);
    bounds.set(
      states[index].name,
      Array.from(starts[index], (start, i): Interval => hull([start, start], [values[i], values[i]])),
    );
  }
  return bounds;
}
