import type { Op } from '../graph/op.ts';
import { lengthOf, segmentsOf, type Value } from '../graph/value.ts';
import type { Step } from '../network/step.ts';
import { compiled } from '../ops/compiled.ts';
import { gruOp, lstmMemoryOp, lstmOutputOp, mulOp } from '../ops/index.ts';
import { compensated } from './compensate.ts';
import { applied, type Rewritten, type Rule, rewrite } from './rewrite.ts';
import { pairedSums } from './synapses.ts';

/** Length of a gate vector's segment distance: whole vectors where its rows come in segments. */
const strideOf = (gates: Value, n: number): number => (segmentsOf(gates) > 1 ? Math.ceil(n / 4) * 4 : n);

/** An update on gates whose sigmoid arguments are halved. Its last operand is as long as the result. */
const gated = ({ name, instruction }: Op): Op =>
  compiled({
    name,
    instruction,
    shape: (inputs) => [lengthOf(inputs.at(-1) as Value)],
    k: (inputs) => strideOf(inputs[0], lengthOf(inputs.at(-1) as Value)),
  });

const gatedMemory = gated(lstmMemoryOp);
const gatedOutput = gated(lstmOutputOp);
const gatedGru = gated(gruOp);

/** Multiplies gate segments by their factors. */
function scaled(gates: Value, factors: readonly number[], { lower, graph }: Parameters<Rule>[1]): Value {
  const n = lengthOf(gates) / factors.length;
  const data = factors.flatMap((factor) => new Array<number>(n).fill(factor));
  return graph.apply(mulOp, [lower(gates), graph.constant([lengthOf(gates)], data, 'halves')]);
}

/** σ(x) = gate(x/2): the interpreter's LSTM and GRU updates take halved sums for their sigmoids. */
const halveGates: Rule = (value, rewriting) => {
  const { graph, lower } = rewriting;
  const lstm = applied(value, 'lstm-memory') ?? applied(value, 'lstm-output');
  if (lstm) {
    const [gates, c] = lstm.inputs;
    const halved = scaled(gates, [0.5, 0.5, 1, 0.5], rewriting);
    return graph.apply(lstm.op === lstmMemoryOp ? gatedMemory : gatedOutput, [halved, lower(c)]);
  }
  const gru = applied(value, 'gru');
  if (!gru) return null;
  const [x, h, state] = gru.inputs;
  return graph.apply(gatedGru, [
    scaled(x, [0.5, 0.5, 1], rewriting),
    scaled(h, [0.5, 0.5, 1], rewriting),
    lower(state),
  ]);
};

/** Rewrites a step in the interpreter's operations, whose operands differ from the trainer's. */
export const legalise = (step: Step): Rewritten =>
  rewrite(step, [halveGates, pairedSums(step), compensated(step)]);
