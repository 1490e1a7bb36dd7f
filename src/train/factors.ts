import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';

/** The vectors that a model multiplies with matrices: in a concatenation, its parts. */
export function factorsOf(network: Network): Value[] {
  const found = new Set<Value>();
  const visit = (value: Value): void => {
    if (value.source.kind === 'op' && value.source.op.name === 'concat') value.source.inputs.forEach(visit);
    else if (value.region === 'step') found.add(value);
  };
  for (const { source } of network.graph.values)
    if (source.kind === 'op' && source.op.name === 'affine') visit(source.inputs[1]);
  return [...found];
}
