/** The operations that only compiled programs have, and the forms of others that only they use. */
import * as L from '../../../assembly/layout.ts';
import { type Cost, NO_COST, type Op, transcendental, type Variant } from '../../graph/op.ts';
import { lengthOf, type Value } from '../../graph/value.ts';
import { eulerOp, exponentialOp, semiImplicitOp, slopeOp } from '../../ops/index.ts';

interface Compiled extends Omit<Op, 'forward' | 'backward' | 'range' | 'shape' | 'cost'> {
  readonly opcode: number;
  shape?: Op['shape'];
  cost?: Op['cost'];
}

/** The trainer runs the graph as it was written: it has no use for what a pass makes of it. */
function compiled(op: Compiled): Op {
  const never = (): never => {
    throw new TypeError(`"${op.name}" is an operation of compiled programs: it cannot be trained`);
  };
  return { shape: ([x]) => [lengthOf(x)], cost: () => NO_COST, ...op, forward: never, backward: never };
}

/** ½ + ½ tanh x = σ(2x): what is left of a sigmoid when its ½ has gone into the weights before it. */
export const gateOp = compiled({ name: 'gate', opcode: L.OP_GATE, inPlace: true, cost: transcendental() });

/** Mean of |a − b|. */
export const distanceOp = compiled({
  name: 'distance',
  opcode: L.OP_DISTANCE,
  shape: () => [1],
  n: ([a]) => lengthOf(a),
});

/** (a − b) ⊙ c. */
export const normaliseOp = compiled({ name: 'normalise', opcode: L.OP_NORMALISE, inPlace: true });

/** activation((p ⊙ a + q) / (r ⊙ a + s)); the second operand holds p, q, r, s in four segments, the form is the activation. */
export const fractionOp = compiled({
  name: 'fraction',
  opcode: L.OP_FRACTION,
  inPlace: true,
  cost: (n, _k, { form = 0 } = {}) => ({ multiplyAdds: 0, transcendentals: n * activationCost(form) }),
});

/** b + a (c − b) with one gate a for all elements, or with gate(a), tanh(b) and tanh(c). */
export const lerpFormsOp = compiled({
  name: 'lerp',
  opcode: L.OP_LERP,
  inPlace: true,
  shape: ([, from]) => [lengthOf(from)],
  cost: (n, _k, { form } = {}) => transcendental(form === L.FORM_ACTIVATED ? 3 : 0)(n),
});

/** add, sub, mul and div with one element for all. */
export const scalarOps: ReadonlyMap<string, Op> = new Map(
  Object.entries({ add: L.OP_ADD, sub: L.OP_SUB, mul: L.OP_MUL, div: L.OP_DIV }).map(([name, opcode]) => [
    name,
    compiled({ name, opcode, inPlace: true }),
  ]),
);

/** The operations on a field with drive and decay in a form of their own. */
function fieldFormsOp({ name, opcode, compensated, cost }: Op): Op {
  return compiled({
    name,
    opcode: opcode as number,
    inPlace: true,
    compensated,
    cost(n, k, { form = 0 } = {}) {
      const { transcendentals } = cost(n, k);
      const own = form & (L.FORM_LIQUID | L.FORM_TANH_DRIVE) ? n : 0;
      return { multiplyAdds: 0, transcendentals: transcendentals + own };
    },
  });
}

/** The same operations by those that the trainer has. */
export const fieldForms: ReadonlyMap<Op, Op> = new Map(
  [slopeOp, eulerOp, semiImplicitOp, exponentialOp].map((op) => [op, fieldFormsOp(op)]),
);

/** Length of a gate vector's segment distance: whole vectors where its rows come in segments. */
const strideOf = (gates: Value, n: number): number => (segmentsOf(gates) > 1 ? Math.ceil(n / 4) * 4 : n);

/** The LSTM and GRU updates on gates whose sigmoid arguments are halved. */
export const gatedOp = ({ name, opcode, inPlace, cost }: Op, state: number): Op =>
  compiled({
    name,
    opcode: opcode as number,
    inPlace,
    cost,
    shape: (inputs) => [lengthOf(inputs[state])],
    k: (inputs) => strideOf(inputs[0], lengthOf(inputs[state])),
  });

/** Segments of a value's rows. */
export const segmentsOf = ({ source }: Value): number =>
  source.kind === 'op' && source.attributes.activations ? source.attributes.activations.length : 1;

/** Transcendentals for each element of an activation. */
export const activationCost = (opcode: number): number =>
  ([L.OP_TANH, L.OP_SIGMOID, L.OP_SOFTPLUS, L.OP_EXP, L.OP_SILU, L.OP_GATE, L.OP_GELU] as number[]).includes(
    opcode,
  )
    ? 1
    : 0;

function affineCost(
  n: number,
  k: number,
  { columns = k, segments = 1, activations = [], blocks }: Variant = {},
): Cost {
  const each = activations.reduce((sum, code) => sum + activationCost(code), 0);
  return {
    multiplyAdds: blocks === undefined ? n * columns : 4 * blocks,
    transcendentals: (n / segments) * each,
  };
}

/** Whether an operation can be the activation of an affine: it is elementwise and has no constant of its own. */
export const isActivation = (opcode: number | null): opcode is number =>
  opcode !== null &&
  opcode >= L.OP_ABS &&
  opcode < L.OP_FRACTION &&
  opcode !== L.OP_SCALE &&
  opcode !== L.OP_SHIFT;

/**
 * activation(c + T [b; d]): operands T, b, c and, for the columns that b leaves, d. The rows come in as many segments as
 * there are activations.
 */
export const productOp = compiled({
  name: 'affine',
  opcode: L.OP_AFFINE,
  k: ([, b]) => lengthOf(b),
  cost: affineCost,
  shape: ([matrix]) => [matrix.shape[0]],
});

/** The same with one vector, whose range is known: operands T, b, c, the range [1], and memory for the levels of b. */
export const levelsOp = compiled({
  name: 'affine-levels',
  opcode: L.OP_AFFINE_LEVELS,
  scratch: ([, b]) => 2 * Math.ceil(lengthOf(b) / 4),
  k: ([, b]) => lengthOf(b),
  cost: affineCost,
  shape: ([matrix]) => [matrix.shape[0]],
});

/** The same for few rows, each a reduction: operands T, b, c. */
export const dotOp = compiled({
  name: 'dot',
  opcode: L.OP_DOT,
  k: ([, b]) => lengthOf(b),
  cost: (n, k) => ({ multiplyAdds: n * k, transcendentals: 0 }),
  shape: ([matrix]) => [matrix.shape[0]],
});

/**
 * Two sums over synapses: operands T, the potentials x and the biases, in two segments as the result. The segments of T are
 * slopes and offsets, halved, and the weights of either sum.
 */
export const synapticSumsOp = compiled({
  name: 'synapses',
  opcode: L.OP_SYNAPSES,
  k: ([, x]) => lengthOf(x),
  shape: ([matrix]) => [matrix.shape[0] / 2],
  cost(n, k, { blocks = Math.ceil(n / 8) * k } = {}) {
    return { multiplyAdds: 12 * blocks, transcendentals: 4 * blocks };
  },
});

/** Those of them whose work is not told by the trainer's operation of the same opcode. */
export const compiledOps: readonly Op[] = [
  gateOp,
  distanceOp,
  normaliseOp,
  fractionOp,
  lerpFormsOp,
  ...fieldForms.values(),
  productOp,
  levelsOp,
  dotOp,
  synapticSumsOp,
];
