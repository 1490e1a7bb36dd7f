import { FORM_LIQUID, FORM_RECIPROCAL_DECAY, FORM_TANH_DRIVE } from '../../../assembly/layout.ts';
import type { Op } from '../../graph/op.ts';
import type { Graph } from '../../graph/value.ts';
import { lengthOf, type Value } from '../../graph/value.ts';
import { compiled } from '../../ops/compiled.ts';
import { eulerOp, exponentialOp, semiImplicitOp, slopeOp } from '../../ops/index.ts';
import { applied, type Rewriting, type Rule } from '../rewrite.ts';
import { scaled } from './scale.ts';

/** The operations on a field with drive and decay in a form of their own, by those that the trainer has. */
const fieldForms: ReadonlyMap<Op, Op> = new Map(
  [slopeOp, eulerOp, semiImplicitOp, exponentialOp].map((op) => [
    op,
    compiled({ name: op.name, instruction: op.instruction }),
  ]),
);

/** Moves drive and decay of a field into the operation that uses them, so that one division is enough. */
export const fieldInOne: Rule = (value, rewriting) => {
  if (value.source.kind !== 'op') return null;
  const { op, inputs } = value.source;
  const form = fieldForms.get(op);
  if (!form) return null;
  const { graph, lower } = rewriting;
  const [state, drive, decay, ...substep] = inputs;
  const liquid = liquidOf(graph, drive, decay);
  if (liquid) {
    const half = scaled(rewriting, liquid.argument, 0.5);
    const operands = [lower(state), half, liquid.rate, ...substep.map(lower), lower(liquid.target)];
    return graph.apply(form, operands, { form: FORM_LIQUID });
  }
  const undamped = decay.source.kind === 'constant' && decay.source.data.every((d) => d === 0);
  if (op === slopeOp && undamped) return lower(drive);
  return simpler(form, inputs, rewriting);
};

/** Variants in which the drive is a tanh, the decay a reciprocal, or both. */
function simpler(op: Op, [state, drive, decay, ...substep]: readonly Value[], { graph, lower }: Rewriting) {
  const tanh = applied(drive, 'tanh');
  const reciprocal = decay.region === 'step' ? applied(decay, 'reciprocal') : null;
  const form = (tanh ? FORM_TANH_DRIVE : 0) | (reciprocal ? FORM_RECIPROCAL_DECAY : 0);
  if (form === 0) return null;
  const operands = [state, tanh?.inputs[0] ?? drive, reciprocal?.inputs[0] ?? decay, ...substep];
  return graph.apply(op, operands.map(lower), { form });
}

/**
 * A liquid time constant: decay = rate + f and drive = f ⊙ target, with f = σ(argument) and a constant rate. The rate is
 * zero if there is none, as when only a gate decides how fast a memory changes.
 */
function liquidOf(
  graph: Graph,
  drive: Value,
  decay: Value,
): { readonly argument: Value; readonly rate: Value; readonly target: Value } | null {
  const [rate, f] = rateAndGate(graph, decay);
  const product = applied(drive, 'mul');
  const sigmoid = applied(f, 'sigmoid');
  if (!product?.inputs.includes(f) || !sigmoid || rate.region !== 'constant') return null;
  const target = product.inputs[0] === f ? product.inputs[1] : product.inputs[0];
  return { argument: sigmoid.inputs[0], rate, target };
}

function rateAndGate(graph: Graph, decay: Value): readonly [rate: Value, gate: Value] {
  const sum = applied(decay, 'add');
  if (sum) return constantFirst(sum.inputs);
  return [graph.constant(decay.shape, new Float64Array(lengthOf(decay)), '0'), decay];
}

const constantFirst = ([x, y]: readonly Value[]): readonly [Value, Value] =>
  x.region === 'constant' ? [x, y] : [y, x];
