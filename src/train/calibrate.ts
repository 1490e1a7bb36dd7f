import type { ParameterValues } from '../compile/fold.ts';
import type { Model } from '../compile/model.ts';
import type { Value } from '../graph/value.ts';
import { Evaluator } from './evaluate.ts';
import type { Sequence } from './sequence.ts';

/** How much larger than anything seen in calibration a value may be before it is clamped. */
const MARGIN = 1.25;

/**
 * The vectors that a model multiplies with matrices: in a concatenation, its parts. Those that are a state without bound have
 * no range and are left out.
 */
export function rangedVectors(model: Model): Value[] {
  const found = new Set<Value>();
  const visit = (value: Value): void => {
    if (value.source.kind === 'op' && value.source.op.name === 'concat') value.source.inputs.forEach(visit);
    else if (value.region === 'step') found.add(value);
  };
  for (const { source } of model.graph.values)
    if (source.kind === 'op' && source.op.name === 'affine') visit(source.inputs[1]);
  const unbounded = new Set(
    model.states.flatMap(({ before, after, unbounded }) =>
      unbounded ? [before, after, after.source.kind === 'result' ? after.source.of.carried : after] : [],
    ),
  );
  return [...found].filter((vector) => !unbounded.has(vector));
}

/**
 * The largest size that each vector of a model has on sequences, with a margin of a quarter: what `compile` needs to store
 * wide i16 matrices for multiplication in integers. Vectors that are a state without bound are left out.
 * @param sequences such as the model was trained on
 */
export function calibrate(
  model: Model,
  parameters: ParameterValues,
  sequences: readonly Sequence[],
): ReadonlyMap<Value, number> {
  const vectors = rangedVectors(model);
  const evaluator = new Evaluator(model, parameters, { also: vectors });
  const largest = new Map<Value, number>();
  for (const sequence of sequences)
    evaluator.run(sequence, (_, read) => {
      for (const vector of vectors) {
        let top = largest.get(vector) ?? 0;
        // a loop's state is read before its last unfold: what it becomes counts too
        const { source } = vector;
        for (const value of source.kind === 'carried' ? [vector, source.of.result] : [vector])
          for (const x of read(value)) top = Math.max(top, Math.abs(x));
        largest.set(vector, top);
      }
    });
  for (const [vector, top] of largest)
    if (top > 0 && top < Infinity) largest.set(vector, MARGIN * top);
    else largest.delete(vector);
  return largest;
}
