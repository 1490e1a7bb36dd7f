import { FORM_LIQUID } from '../../assembly/layout.ts';
import { weightsOf } from '../format/decode.ts';
import { readBlob } from '../format/read.ts';
import type { Interval } from '../intervals/interval.ts';
import { operations } from '../ops/table.ts';

/**
 * The bounds of the states of `ltc` layers by theorem 2 of Hasani et al., “Liquid Time-constant Networks” (AAAI 2021):
 * min(0, A) ≤ h ≤ max(0, A), for any inputs. By the state's name; other cells have no entry.
 */
export function theoremOf(bytes: Uint8Array): ReadonlyMap<string, readonly Interval[]> {
  const { instructions, tensors, ports } = readBlob(bytes);
  const bounds = new Map<string, readonly Interval[]>();
  for (const { op, form, inputs } of instructions) {
    if (operations.get(op)?.kernel !== 'field' || form !== FORM_LIQUID) continue;
    const [state] = inputs;
    const target = inputs[inputs.length - 1];
    if (!('arena' in state && 'tensor' in target)) continue;
    const port = ports.find(({ kind, offset }) => kind === 'state' && offset === state.arena);
    if (!port) continue;
    const values = weightsOf(tensors[target.tensor]);
    bounds.set(
      port.name,
      Array.from(values, (a): Interval => [Math.min(0, a), Math.max(0, a)]),
    );
  }
  return bounds;
}
