/** Models written by hand, with names, for tests of the runtime; the assembler is that of the interpreter's tests. */
import * as layout from '../../assembly/layout.ts';
import {
  assemble as assembleBlob,
  type Instruction,
  type Port as NamelessPort,
  NONE,
  seal,
  tensor as tensorOperand,
} from '../interpreter/assemble.ts';

export interface Tensor {
  name?: string;
  rows: number;
  columns?: number;
  /** [rows × columns]; of a q8 tensor the signed bytes. */
  data: number[];
  /** [rows]: makes the tensor q8. */
  scales?: number[];
}

export interface Port extends NamelessPort {
  name?: string;
}

export interface Plan {
  /** `out` and `in` are arena offsets in bytes, or `tensor(i)`. */
  program: Instruction[];
  tensors: Tensor[];
  ports: Port[];
  arenaBytes: number;
  state: { offset: number; bytes: number };
  metadata?: Record<string, unknown>;
}

/** The operand for tensor i: marked by a number that no arena offset has. */
export const tensor = (index: number) => -1 - index;

const operand = (value: number): number => (value < 0 ? tensorOperand(-1 - value) : value / 16);

const align = (bytes: number) => Math.ceil(bytes / 16) * 16;

export function assemble(plan: Plan): Uint8Array {
  const { program, tensors, ports } = plan;
  const named = ({ name }: { name?: string }) => (name === undefined ? {} : { name });
  return assembleBlob({
    program: program.map((i) => ({
      ...i,
      out: i.out === undefined ? NONE : operand(i.out),
      in: i.in?.map(operand),
    })),
    tensors: tensors.map(({ rows, columns, data, scales }) => ({
      kind: columns === undefined ? layout.KIND_VECTOR : layout.KIND_MATRIX,
      rows,
      columns: columns ?? 1,
      values: data,
      scales,
    })),
    ports,
    arena: plan.arenaBytes,
    state: [plan.state.offset, plan.state.bytes],
    multiplyAdds: work(program, (i) => (i.op === layout.OP_AFFINE ? i.n! * i.k! : 0)),
    transcendentals: work(program, (i) => (transcendental.has(i.op) ? i.n! : 0)),
    metadata: JSON.stringify({ tensors: tensors.map(named), ports: ports.map(named), ...plan.metadata }),
  });
}

const transcendental = new Set([layout.OP_TANH, layout.OP_SIGMOID, layout.OP_EXP, layout.OP_EXPONENTIAL]);

function work(program: Instruction[], cost: (instruction: Instruction) => number): number {
  let times = 1;
  let sum = 0;
  for (const instruction of program) {
    if (instruction.op === layout.OP_LOOP) times = instruction.n!;
    else if (instruction.op === layout.OP_END) times = 1;
    else sum += times * cost(instruction);
  }
  return sum;
}

/**
 * A leaky integrator h' = (u − h) / τ of one input, the output its state, by `unfolds` Euler or exponential steps.
 * The probe `drive` is u / τ.
 */
export function leakyIntegrator(tau: number, unfolds: number, op: number = layout.OP_EULER): Plan {
  const [input, dt, drive, substep, state, output] = [0, 16, 32, 48, 64, 96];
  return {
    program: [
      { op: layout.OP_MUL, n: 1, out: drive, in: [input, tensor(0)] },
      { op: layout.OP_LOOP, n: unfolds, out: substep, in: [dt] },
      { op, n: 1, out: state, in: [state, drive, tensor(0), substep] },
      { op: layout.OP_END },
      { op: layout.OP_COPY, n: 1, out: output, in: [state] },
    ],
    tensors: [{ name: '1/tau', rows: 1, data: [1 / tau] }],
    ports: [
      { name: 'u', kind: layout.PORT_INPUT, length: 1, offset: input },
      { name: 'dt', kind: layout.PORT_DT, length: 1, offset: dt },
      { name: 'y', kind: layout.PORT_OUTPUT, length: 1, offset: output },
      { name: 'h', kind: layout.PORT_STATE, length: 1, offset: state },
      { name: 'h.compensation', kind: layout.PORT_COMPENSATION, length: 1, offset: state + 16 },
      { name: 'drive', kind: layout.PORT_PROBE, length: 1, offset: drive },
    ],
    arenaBytes: 128,
    state: { offset: state, bytes: 32 },
    metadata: { name: 'leaky integrator' },
  };
}

/** An Elman network h ← tanh(W [u; h] + b) of 17 inputs and `units` units, the output its state; W is q8 if asked. */
export function elman(units: number, q8 = false): Plan {
  const columns = 17 + units;
  const [input, dt, both] = [0, 80, 96];
  const sum = both + align(4 * columns);
  const state = sum + align(4 * units);
  const output = state + align(4 * units);
  const weight = (k: number) => ((k * 37) % 101) - 50;
  const count = units * columns;
  return {
    program: [
      { op: layout.OP_CONCAT, n: 17, k: units, out: both, in: [input, state] },
      { op: layout.OP_AFFINE, n: units, k: columns, out: sum, in: [tensor(0), both, tensor(1)] },
      { op: layout.OP_TANH, n: units, out: state, in: [sum] },
      { op: layout.OP_COPY, n: units, out: output, in: [state] },
    ],
    tensors: [
      q8
        ? {
            name: 'W',
            rows: units,
            columns,
            data: Array.from({ length: count }, (_, k) => weight(k)),
            scales: new Array(units).fill(1 / 128),
          }
        : { name: 'W', rows: units, columns, data: Array.from({ length: count }, (_, k) => weight(k) / 128) },
      { name: 'b', rows: units, data: Array.from({ length: units }, (_, k) => k / 16) },
    ],
    ports: [
      { name: 'u', kind: layout.PORT_INPUT, length: 17, offset: input },
      { name: 'dt', kind: layout.PORT_DT, length: 1, offset: dt },
      { name: 'y', kind: layout.PORT_OUTPUT, length: units, offset: output },
      { name: 'h', kind: layout.PORT_STATE, length: units, offset: state },
    ],
    arenaBytes: output + align(4 * units) + 16,
    state: { offset: state, bytes: align(4 * units) },
  };
}

export { seal };
