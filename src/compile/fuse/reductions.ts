import { distanceOp, normaliseOp } from '../../ops/index.ts';
import { applied, type Rule } from '../rewrite.ts';

/** mean |a − b| in one operation, without the vectors in between. */
export const meanDistance: Rule = (value, { graph, lower, readOnce }) => {
  const mean = applied(value, 'mean');
  const abs = mean && applied(mean.inputs[0], 'abs');
  const sub = abs && applied(abs.inputs[0], 'sub');
  if (!sub || !readOnce(mean.inputs[0]) || !readOnce(abs.inputs[0])) return null;
  return graph.apply(distanceOp, sub.inputs.map(lower));
};

/** (a − b) ⊙ c in one operation: the normalisation of inputs. */
export const normalised: Rule = (value, { graph, lower, readOnce }) => {
  const mul = applied(value, 'mul');
  const sub = mul && applied(mul.inputs[0], 'sub');
  if (!sub || !readOnce(mul.inputs[0])) return null;
  return graph.apply(normaliseOp, [...sub.inputs, mul.inputs[1]].map(lower));
};
