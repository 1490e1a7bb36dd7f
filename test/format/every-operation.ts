/**
 * One blob whose program runs every operation of the interpreter in each of its forms, and every activation: those that the
 * compiler never writes too.
 */
import * as L from '../../assembly/layout.ts';
import { assemble, at, type Instruction, NONE, type Tensor, tensor } from '../interpreter/assemble.ts';
import { OPERATIONS, type Operation } from '../interpreter/operations.ts';

/** Whole vectors, so that no padding is among the outputs, whose bits would be anything. */
const SIZES = { n: 8, k: 4, m: 0.75 };
/** Floats that operands are taken from: more than the longest has, four gates and what an interpreter reads behind them. */
const POOL = 40;
const [INPUT, DT, SUBSTEP, POSITIVE] = [0, 4 * POOL, 4 * POOL + 16, 4 * POOL + 32];
const STATES = POSITIVE + 4 * POOL;
const ACTIVATIONS = [
  [L.OP_ABS, L.OP_NEG, L.OP_RECIPROCAL, L.OP_TANH],
  [L.OP_SIGMOID, L.OP_SOFTPLUS, L.OP_EXP, L.OP_RELU],
  [L.OP_SILU, L.OP_GATE, L.OP_GELU, 0],
];

const TRANSCENDENTAL = new Set([
  L.OP_TANH,
  L.OP_SIGMOID,
  L.OP_SOFTPLUS,
  L.OP_EXP,
  L.OP_SILU,
  L.OP_GATE,
  L.OP_GELU,
]);

const weights = (count: number) => Array.from({ length: count }, (_, i) => (1 + ((i * 37) % 23)) / 64);
const { n, k } = SIZES;
const tensors: Record<string, Tensor> = {
  matrix: { kind: L.KIND_MATRIX, rows: n, columns: k, values: weights(n * k) },
  rows: { kind: L.KIND_ROWS, rows: n, columns: k, values: weights(n * k) },
  coefficients: { kind: L.KIND_VECTOR, rows: 4 * n, columns: 1, segments: 4, values: weights(4 * n) },
  synapses: { kind: L.KIND_SYNAPSES, rows: 4 * n, columns: k, segments: 4, values: weights(4 * n * k) },
  activated: { kind: L.KIND_MATRIX, rows: 16, columns: k, segments: 4, values: weights(16 * k) },
};
const tensorOf = (name: string): number => tensor(Object.keys(tensors).indexOf(name));
const operands = (list: number[]): number[] => [...list, ...Array(L.OPERANDS - list.length).fill(NONE)];

const needsPositive = ({ op, positive, state }: Operation): boolean =>
  positive || state || op === L.OP_RECIPROCAL || op === L.OP_DIV;

/** Inputs, dt, states, and the results of all instructions as the output; states are copied there. */
export function everyOperation(): Uint8Array {
  // those of the versions that were frozen with it
  const all = Object.values(OPERATIONS).filter(({ version }) => !version);
  const states = all.filter(({ state }) => state).length;
  /** Behind the states: a scalar, which is broadcast, since alone it would leave padding among the outputs. */
  const scalar = STATES + states * 8 * n;
  const outputs = scalar + 16;
  let end = outputs;
  let state = STATES;
  let [multiplyAdds, transcendentals] = [0, 0];
  const place = (floats: number): number => at((end += 4 * floats) - 4 * floats);
  const program: Instruction[] = [
    { op: L.OP_ABS, n: POOL, out: at(POSITIVE), in: operands([at(INPUT)]) },
    { op: L.OP_SHIFT, n: POOL, out: at(POSITIVE), in: operands([at(POSITIVE)]), immediate: 0.5 },
    { op: L.OP_SCALE, n: 1, out: at(SUBSTEP), in: operands([at(DT)]), immediate: 1 / 64 },
    { op: L.OP_LOOP, n: 2, out: at(SUBSTEP), in: operands([at(SUBSTEP)]) },
    { op: L.OP_END, out: NONE, in: operands([]) },
  ];
  for (const operation of all) {
    const pool = needsPositive(operation) ? POSITIVE : INPUT;
    const list = operation
      .operands(SIZES)
      .map((length, j) =>
        typeof length === 'string' ? tensorOf(length) : at(length === 1 && j > 0 ? SUBSTEP : pool + 16 * j),
      );
    const length = operation.length?.(SIZES) ?? n;
    if (operation.state) list[0] = at(state);
    program.push({
      op: operation.op,
      form: operation.form ?? 0,
      n: operation.n?.(SIZES) ?? n,
      k: operation.usesK ? k : (operation.stride?.(n) ?? 0),
      out: operation.state ? at(state) : length === 1 ? at(scalar) : place(length),
      in: operands(list),
      immediate: operation.usesImmediate ? SIZES.m : 0,
    });
    if (length === 1) program.push({ op: L.OP_BROADCAST, n: 4, out: place(4), in: operands([at(scalar)]) });
    if (operation.state) {
      program.push({ op: L.OP_COPY, n, out: place(n), in: operands([at(state)]) });
      state += 8 * n;
    }
    const work = operation.work?.(SIZES) ?? {
      multiplyAdds: [L.OP_AFFINE, L.OP_DOT].includes(operation.op) ? n * k : 0,
      transcendentals: n * (operation.transcendentals ?? 0),
    };
    multiplyAdds += work.multiplyAdds;
    transcendentals += work.transcendentals;
  }
  for (const activations of ACTIVATIONS) {
    const list = operands([tensorOf('activated'), at(POSITIVE), at(POSITIVE)]);
    program.push({ op: L.OP_AFFINE, n: 16, k, out: place(16), in: list, activations });
    multiplyAdds += 16 * k;
    transcendentals += 4 * activations.filter((code) => TRANSCENDENTAL.has(code)).length;
  }
  return assemble({
    program,
    tensors: Object.values(tensors),
    ports: [
      { kind: L.PORT_INPUT, length: POOL, offset: INPUT },
      { kind: L.PORT_DT, length: 1, offset: DT },
      { kind: L.PORT_OUTPUT, length: (end - outputs) / 4, offset: outputs },
      { kind: L.PORT_STATE, length: n, offset: STATES },
    ],
    arena: end + 16,
    state: [STATES, scalar - STATES],
    multiplyAdds,
    transcendentals,
    metadata: '{"name":"every operation"}',
  });
}
