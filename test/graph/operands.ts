/** Operands for every operation, of shapes that it takes. */
import { Random } from '../../src/data/random.ts';
import { GraphBuilder } from '../../src/graph/graph.ts';
import type { Op } from '../../src/graph/op.ts';
import type { Shape } from '../../src/graph/parameter.ts';
import type { Value } from '../../src/graph/value.ts';

/** Operand shapes of operations that take other than vectors of one length. */
const shapes: Record<string, Shape[]> = {
  affine: [[5, 3], [3], [5]],
  broadcast: [[1]],
  concat: [[3], [4]],
  'lstm-memory': [[20], [5]],
  'lstm-output': [[20], [5]],
  gru: [[15], [15], [5]],
  slope: [[5], [5], [5]],
  lerp: [[5], [5], [5]],
  stage: [[5], [5], [1]],
  euler: [[5], [5], [5], [1]],
  'semi-implicit': [[5], [5], [5], [1]],
  exponential: [[5], [5], [5], [1]],
  heun: [[5], [5], [5], [1]],
  rk4: [[5], [5], [5], [5], [5], [1]],
  synapses: [[4, 3], [4, 3], [3]],
  'weighted-rows': [[4, 3], [4, 3], [4]],
};
const binary = ['add', 'sub', 'mul', 'div'];
/** What operations may need beside their operands. */
export const attributes = { immediate: 0.7, offset: 1, length: 4 };

/** The signs of arguments for which it is defined. */
export const signsOf = ({ name }: Op): readonly number[] =>
  name === 'log' || name === 'sqrt' ? [1] : [1, -1];

/** Constants, positive and away from 0. */
export function operandsOf(op: Op): Value[] {
  const graph = new GraphBuilder();
  const given = shapes[op.name] ?? (binary.includes(op.name) ? [[5], [5]] : [[5]]);
  return given.map((shape) => graph.constant(shape as Shape, randomPositive(shape)));
}
let seed = 0;
/** Positive and away from 0, so that every operation is defined and no kink is near. */
function randomPositive(shape: Shape): number[] {
  const random = new Random(++seed);
  return Array.from({ length: shape[0] * (shape[1] ?? 1) }, () => 0.2 + random.next());
}
