import { FORM_SCALAR } from '../../../assembly/layout.ts';
import type { Graph, Value } from '../../graph/value.ts';
import { scaleOp } from '../../ops/index.ts';
import { applied, type Rewriting } from '../rewrite.ts';

/**
 * Multiplies an old value by a number. A sum or product that nothing else reads passes the number on to its operands, until
 * it reaches weights.
 */
export function scaled({ graph, lower, readOnce }: Rewriting, value: Value, factor: number): Value {
  return times(graph, lower(value), factor, readOnce(value));
}

function times(graph: Graph, x: Value, factor: number, alone: boolean): Value {
  if (x.source.kind !== 'op' || factor === 1) return factor === 1 ? x : scale(graph, x, factor);
  const { op, inputs, attributes } = x.source;
  const [a, b, s] = inputs;
  const inner = applied(x, 'scale');
  if (inner) return times(graph, a, factor * (attributes.immediate as number), alone);
  if (alone && op.name === 'stage')
    return graph.apply(op, [times(graph, a, factor, false), times(graph, b, factor, false), s], attributes);
  if (alone && op.name === 'mul' && attributes.form === FORM_SCALAR)
    return graph.apply(op, [times(graph, a, factor, false), b], attributes);
  return scale(graph, x, factor);
}

const scale = (graph: Graph, x: Value, factor: number): Value =>
  graph.apply(scaleOp, [x], { immediate: factor });
