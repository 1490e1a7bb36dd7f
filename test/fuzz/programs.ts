/** Random programs that mostly keep the format's rules: what an interpreter accepts is then compared, certified and attacked. */
import * as L from '../../assembly/layout.ts';
import type { Random } from '../../src/data/random.ts';
import {
  assemble,
  at,
  type Instruction,
  NONE,
  type Port,
  type Tensor,
  tensor,
} from '../interpreter/assemble.ts';
import { OPERATIONS, type Operation } from '../interpreter/operations.ts';

const operations = Object.values(OPERATIONS);
const plain = operations.filter(({ state }) => !state);
const updates = operations.filter(({ state }) => state);
const padded = (n: number): number => 4 * Math.ceil(n / 4);

const SQUASHES = [L.OP_TANH, L.OP_SIGMOID, L.OP_GATE];
const POSITIVE = [L.OP_SOFTPLUS, L.OP_SIGMOID, L.OP_ABS, L.OP_EXP];
/** Scales of weights: small ones give boxes, large ones rounding errors. */
const SCALES = [0.1, 0.5, 2, 30];

interface Vector {
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

/** A program while it is written. */
class Draft {
  readonly program: Instruction[] = [];
  readonly tensors: Tensor[] = [];
  readonly ports: Port[] = [];
  /** Of the format: that which is written, or the one that an operation came with. */
  version = L.VERSION_WRITTEN as number;
  private readonly scale: number;
  private top = 0;
  private vectors: Vector[] = [];

  constructor(private readonly random: Random) {
    this.scale = this.pick(SCALES);
  }

  get arena(): number {
    return this.top + 64;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.random.integer(all.length)];
  }

  chance(p: number): boolean {
    return this.random.next() < p;
  }

  size(most: number): number {
    return 1 + this.random.integer(most);
  }

  place(length: number): Vector {
    const offset = this.top;
    this.top += 4 * padded(length);
    return { offset, length };
  }

  /** Makes a vector known to those that look for operands. */
  offer(vector: Vector): Vector {
    this.vectors.push(vector);
    return vector;
  }

  port(kind: number, { offset, length }: Vector): void {
    this.ports.push({ kind, offset, length });
  }

  number(): number {
    if (this.chance(0.05)) return this.pick([0, 1, -1, 1e-6, 100, -1e4]);
    return Math.fround((2 * this.random.next() - 1) * this.scale);
  }

  weights(kind: number, rows: number, columns: number, segments = 0, positive = false): number {
    const values = Array.from({ length: rows * columns }, () => {
      const value = this.number();
      return positive ? Math.fround(0.05 + Math.abs(value)) : value;
    });
    return tensor(this.tensors.push({ kind, rows, columns, segments, values }) - 1);
  }

  /** An operand of n floats: a vector that has them, or a constant. */
  operand(n: number, positive = false): number {
    if (positive)
      return this.chance(0.5) ? this.constant(n, true) : at(this.apply(this.pick(POSITIVE), n).offset);
    const fitting = this.vectors.filter(({ length }) => length >= n);
    return fitting.length > 0 && this.chance(0.8) ? at(this.pick(fitting).offset) : this.constant(n);
  }

  constant(n: number, positive = false): number {
    return this.weights(L.KIND_VECTOR, n, 1, 0, positive);
  }

  /** Where a result goes: mostly to a place of its own, and sometimes where it may or may not. */
  result(n: number, operands: readonly number[]): Vector {
    const arena = operands.filter((one) => one < L.OPERAND_TENSOR);
    if (arena.length > 0 && this.chance(0.15)) return { offset: 16 * this.pick(arena), length: n };
    if (this.chance(0.03)) return { offset: 16 * this.random.integer(this.top / 16), length: n };
    return this.place(n);
  }

  add(
    op: number,
    n: number,
    out: Vector,
    operands: readonly number[],
    more: Partial<Instruction> = {},
  ): void {
    const list = [...operands, ...Array(L.OPERANDS - operands.length).fill(NONE)];
    this.program.push({ op, n, out: at(out.offset), in: list, ...more });
  }

  /** f of a vector of n floats. */
  apply(op: number, n: number): Vector {
    const from = this.product(n);
    const out = this.place(n);
    this.add(op, n, out, [at(from.offset)]);
    return this.offer(out);
  }

  /** c + W x, in so many segments of n rows, each a whole vector. */
  product(n: number, segments = 1, activation = 0): Vector {
    const x = this.pick(this.vectors);
    const second = segments === 1 && this.chance(0.3) ? this.pick(this.vectors) : null;
    const columns = x.length + (second?.length ?? 0);
    const rows = n * segments;
    const matrix = this.weights(L.KIND_MATRIX, rows, columns, segments === 1 ? 0 : segments);
    const bias = this.weights(L.KIND_VECTOR, rows, 1, segments === 1 ? 0 : segments);
    const out = this.place(padded(n) * segments);
    const operands = [matrix, at(x.offset), bias, ...(second ? [at(second.offset)] : [])];
    this.add(L.OP_AFFINE, rows, out, operands, {
      k: x.length,
      activations: Array.from({ length: segments }, () => activation),
    });
    return segments === 1 ? this.offer({ offset: out.offset, length: n }) : out;
  }

  /** One operation of the interpreter on whatever there is; the state is its first operand, if it is an update. */
  any({ op, form = 0, ...operation }: Operation, n: number, state?: Vector, substep?: number): void {
    this.version = Math.max(this.version, operation.version ?? 0);
    const sizes = { n, k: this.size(6), m: this.number() };
    const kinds = {
      matrix: () => this.weights(L.KIND_MATRIX, n, sizes.k),
      rows: () => this.weights(L.KIND_ROWS, n, sizes.k),
      coefficients: () => this.weights(L.KIND_VECTOR, 4 * n, 1, 4, this.chance(0.7)),
      synapses: () => this.weights(L.KIND_SYNAPSES, 4 * n, sizes.k, 4),
    };
    const positive = operation.positive || [L.OP_DIV, L.OP_RECIPROCAL].includes(op);
    const operands = operation.operands(sizes).map((length, j) => {
      if (typeof length !== 'number') return kinds[length]();
      if (state && j === 0) return at(state.offset);
      if (substep !== undefined && length === 1) return substep;
      // scalars lie in the arena, and so does a bias in segments, which a padding divides
      if (length === 1 || (op === L.OP_SYNAPSES && j === 2)) return this.inArena(length);
      return this.operand(length, (positive && this.chance(0.8)) || (state !== undefined && j === 2));
    });
    const length = operation.length?.(sizes) ?? n;
    const out = state ?? this.result(length, operands);
    this.add(op, operation.n?.(sizes) ?? n, out, operands, {
      form,
      k: operation.usesK ? sizes.k : (operation.stride?.(n) ?? 0),
      immediate: operation.usesImmediate ? sizes.m : 0,
    });
    if (op !== L.OP_SYNAPSES && !state) this.offer({ offset: out.offset, length });
  }

  private inArena(length: number): number {
    const fitting = this.vectors.filter((one) => one.length >= length);
    if (fitting.length > 0) return at(this.pick(fitting).offset);
    const out = this.place(length);
    this.add(L.OP_COPY, length, out, [this.constant(length)]);
    return at(this.offer(out).offset);
  }
}

/** What a state becomes in a step. */
function next(draft: Draft, state: Vector, dt: number): void {
  const n = state.length;
  const own = at(state.offset);
  const way = draft.pick(['squash', 'lerp', 'gru', 'lstm', 'update', 'update', 'update', 'any']);
  if (way === 'squash') draft.add(draft.pick(SQUASHES), n, state, [at(draft.product(n).offset)]);
  else if (way === 'any') draft.add(L.OP_COPY, n, state, [draft.operand(n)]);
  else if (way === 'lerp') {
    const target = at(draft.apply(L.OP_TANH, n).offset);
    const gate = draft.apply(draft.pick([L.OP_GATE, L.OP_SIGMOID]), n);
    const ends = draft.chance(0.5) ? [own, target] : [target, own];
    draft.add(L.OP_LERP, n, state, [at(gate.offset), ...ends]);
  } else if (way === 'gru') {
    const gates = [draft.product(n, 3), draft.product(n, 3)].map(({ offset }) => at(offset));
    draft.add(L.OP_GRU, n, state, [...gates, own], { k: padded(n) });
  } else if (way === 'lstm') {
    draft.add(L.OP_LSTM_MEMORY, n, state, [at(draft.product(n, 4).offset), own], { k: padded(n) });
  } else {
    // from elsewhere, and with its compensation as new
    if (draft.chance(0.15)) {
      draft.add(L.OP_COPY, n, state, [draft.operand(n)]);
      const compensation = { offset: state.offset + 4 * padded(n), length: n };
      draft.add(L.OP_SUB, n, compensation, [at(compensation.offset), at(compensation.offset)]);
    }
    const whole = draft.chance(0.9) ? dt : at(draft.apply(draft.pick([L.OP_TANH, L.OP_SOFTPLUS]), 1).offset);
    const repeated = draft.chance(0.5);
    const substep = repeated ? at(draft.place(1).offset) : whole;
    if (repeated) draft.add(L.OP_LOOP, draft.size(3), { offset: 16 * substep, length: 1 }, [whole]);
    if (repeated && draft.chance(0.3)) draft.any(draft.pick(plain), draft.size(6));
    draft.any(draft.pick(updates), n, state, substep);
    if (repeated && draft.chance(0.3)) draft.any(draft.pick(plain), draft.size(6));
    if (repeated) draft.program.push({ op: L.OP_END });
    if (draft.chance(0.1)) draft.any(draft.pick(updates), n, state, whole);
  }
}

/** A blob without the work in its header, which only the interpreter tells. */
export function randomProgram(random: Random): Uint8Array {
  const draft = new Draft(random);
  const input = draft.offer(draft.place(draft.size(4)));
  const dt = draft.place(1);
  draft.port(L.PORT_INPUT, input);
  draft.port(L.PORT_DT, dt);
  const start = draft.place(0).offset;
  const states = Array.from({ length: draft.size(2) }, () => {
    const state = draft.offer(draft.place(draft.size(6)));
    const compensation = draft.place(state.length);
    draft.port(L.PORT_STATE, state);
    if (draft.chance(0.9)) draft.port(L.PORT_COMPENSATION, compensation);
    return state;
  });
  const stateBytes = draft.place(0).offset - start;
  draft.product(draft.size(6), 1, draft.pick([0, L.OP_TANH, L.OP_GELU, L.OP_SILU]));
  for (let i = draft.size(6); i > 0; i--) draft.any(draft.pick(plain), draft.size(6));
  for (const state of states) next(draft, state, at(dt.offset));
  for (let i = draft.size(3) - 1; i > 0; i--) draft.any(draft.pick(plain), draft.size(6));
  const output = draft.place(draft.size(4));
  draft.add(L.OP_COPY, output.length, output, [draft.operand(output.length)]);
  draft.port(L.PORT_OUTPUT, output);
  return assemble({
    version: draft.version,
    program: draft.program,
    tensors: draft.tensors,
    ports: draft.ports,
    arena: draft.arena,
    state: [start, stateBytes],
  });
}
