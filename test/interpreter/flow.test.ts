/** What a program may do to the floats of the arena: docs/format.md, "Overlap" and "Whole floats". */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { assemble, at, type Instruction, type Model, type Port, type Tensor, tensor } from './assemble.ts';
import { BUILDS, floats, loaded } from './builds.ts';
import { refusal } from './refusal.ts';

/** Arena offsets: input of six floats, dt, two states of six with a compensation each, output of four, temporaries. */
const [X, DT, H, K, H2, K2, Y, A, B, C] = [0, 32, 48, 80, 112, 144, 176, 192, 224, 256];
const ARENA = 400;
const tensors: Tensor[] = [
  { kind: L.KIND_MATRIX, rows: 6, columns: 6, values: Array(36).fill(0.1) },
  { kind: L.KIND_VECTOR, rows: 6, columns: 1, values: Array(6).fill(1) },
  { kind: L.KIND_MATRIX, rows: 6, columns: 6, segments: 2, values: Array(36).fill(0.1) },
  { kind: L.KIND_ROWS, rows: 6, columns: 6, values: Array(36).fill(0.1) },
  { kind: L.KIND_VECTOR, rows: 6, columns: 1, segments: 2, values: Array(6).fill(1) },
];
const [MATRIX, ONES, HALVES, ROWS, TWICE] = [0, 1, 2, 3, 4].map(tensor);
const ports: Port[] = [
  { kind: L.PORT_INPUT, length: 6, offset: X },
  { kind: L.PORT_DT, length: 1, offset: DT },
  { kind: L.PORT_STATE, length: 6, offset: H },
  { kind: L.PORT_COMPENSATION, length: 6, offset: K },
  { kind: L.PORT_STATE, length: 6, offset: H2 },
  { kind: L.PORT_COMPENSATION, length: 6, offset: K2 },
  { kind: L.PORT_OUTPUT, length: 4, offset: Y },
];
const op = (code: number, n: number, out: number, ...inputs: number[]): Instruction => ({
  op: code,
  n,
  out: at(out),
  in: inputs,
});
const copy = (n: number, out: number, from: number): Instruction => op(L.OP_COPY, n, out, at(from));
const add = (n: number, out: number, a: number, b: number): Instruction => op(L.OP_ADD, n, out, at(a), at(b));
const clear = (n: number, out: number): Instruction => op(L.OP_SUB, n, out, at(out), at(out));
const euler = (state: number, drive: number): Instruction =>
  op(L.OP_EULER, 6, state, at(state), at(drive), ONES, at(DT));
const product = (out: number, b: number, c: number): Instruction => ({
  ...op(L.OP_AFFINE, 6, out, MATRIX, at(b), at(c)),
  k: 6,
});
/** The same in two segments of three rows. @param c an operand */
const halves = (out: number, b: number, c: number): Instruction => ({
  ...op(L.OP_AFFINE, 6, out, HALVES, at(b), c),
  k: 6,
});
const slice = (n: number, k: number, out: number, from: number): Instruction => ({
  ...op(L.OP_SLICE, n, out, at(from)),
  k,
});
const loop = (n: number, ...body: Instruction[]): Instruction[] => [
  op(L.OP_LOOP, n, C + 32, at(DT)),
  ...body,
  { op: L.OP_END },
];

/** A model of these instructions, and the copy of the first state that gives the output. */
function model(program: Instruction[], change: Partial<Model> = {}): Uint8Array {
  const affine = program.filter((i) => i.op === L.OP_AFFINE || i.op === L.OP_DOT).length;
  const all = [...program, copy(4, Y, H)];
  return assemble({
    program: all,
    tensors,
    ports,
    arena: ARENA,
    state: [H, Y - H],
    multiplyAdds: 36 * affine,
    ...change,
  });
}

const CONTENT = L.DETAIL_CONTENT;
const [IN0, IN1, IN2, OUT] = [
  L.INSTRUCTION_IN,
  L.INSTRUCTION_IN + 2,
  L.INSTRUCTION_IN + 4,
  L.INSTRUCTION_OUT,
];

const wrong: [string, Instruction[], instruction: number, field: number][] = [
  ['a temporary that nothing wrote', [add(6, A, X, B)], 0, IN1],
  ['the padding behind the input', [copy(8, A, X)], 0, IN0],
  ['the padding behind a result', [copy(6, A, X), copy(8, B, A)], 1, IN0],
  ['what a padding was written over', [copy(6, A, X), copy(1, A, X), copy(6, B, A)], 2, IN0],
  ['a vector of which one float is missing', [copy(5, A, X), copy(6, B, A)], 1, IN0],
  ['a scalar behind a scalar', [copy(1, A, X), slice(1, 1, B, A)], 1, IN0],
  ['the output before it is written', [copy(4, A, Y)], 0, IN0],
  ['a slice past what there is', [copy(6, A, X), slice(4, 3, B, A)], 1, IN0],
  ['segments as one vector', [halves(A, X, TWICE), copy(6, B, A)], 1, IN0],
  ['one vector as segments', [copy(6, A, X), halves(B, X, at(A))], 1, IN2],
  ['a temporary of the step before', [add(6, A, X, H), copy(6, B, C), copy(6, C, A)], 1, IN0],
  [
    'what is garbage when a loop comes round',
    [copy(6, A, X), ...loop(2, copy(6, B, A), copy(1, A, X))],
    2,
    IN0,
  ],
  ['an operand under an elementwise result', [copy(6, A, X), copy(6, B, X), add(6, A + 16, A, B)], 2, OUT],
  ['the vector of a product under its result', [copy(6, A, X), product(A, A, X)], 1, OUT],
  ['the bias of a product half under its result', [copy(6, A, X), product(A + 16, X, A)], 1, OUT],
  ['a copy that begins inside what it reads', [copy(6, A, X), copy(6, A + 16, A)], 1, OUT],
  ['a slice that begins behind what it reads', [copy(6, A, X), slice(5, 1, A + 16, A)], 1, OUT],
  ['a concatenation over its first part', [{ ...op(L.OP_CONCAT, 6, X, at(X), at(H)), k: 6 }], 0, OUT],
  ['a mean over its vector', [op(L.OP_MEAN, 6, X, at(X))], 0, OUT],
  ['a broadcast over its scalar', [op(L.OP_BROADCAST, 6, X, at(X))], 0, OUT],
  ['a dot product over its bias', [{ ...op(L.OP_DOT, 6, X, ROWS, at(H), at(X)), k: 6 }], 0, OUT],
  ['an update whose drive is its compensation', [euler(H, K)], 0, OUT],
  ['a compensation that something else writes', [copy(6, K, X)], 0, OUT],
  ['a padding over a compensation', [copy(6, A, X), add(6, K - 16, A, X)], 1, OUT],
  ['half a compensation that is cleared', [clear(2, K)], 0, OUT],
  ['a compensation cleared from its middle', [clear(2, K + 16)], 0, OUT],
  ['an update of a state that something else wrote', [copy(6, H, X), euler(H, X)], 1, OUT],
  ['the same, a step later', [euler(H, X), copy(6, H, X)], 0, OUT],
  ['the same, a repetition later', loop(2, euler(H, X), copy(6, H, X)), 1, OUT],
  ['an update of a part of a state', [op(L.OP_EULER, 4, H, at(H), at(X), at(X), at(DT))], 0, OUT],
];

describe('refused is', () => {
  test.each(wrong)('%s', (_, program, instruction, field) => {
    expect(refusal(model(program))).toEqual([L.ERROR_INSTRUCTION, instruction, field | CONTENT]);
  });

  const moved = (index: number, change: Partial<Port>): Port[] =>
    ports.map((port, i) => (i === index ? { ...port, ...change } : port));
  const misplaced: [string, Port[], port: number, field: number][] = [
    ['a dt on the input', moved(1, { offset: X }), 1, L.PORT_OFFSET],
    ['a dt on the padding of the input', moved(1, { offset: X + 16 }), 1, L.PORT_OFFSET],
    ['an output on a state', moved(6, { offset: H }), 6, L.PORT_OFFSET],
    ['an output on a compensation', moved(6, { offset: K }), 6, L.PORT_OFFSET],
    ['a state on a state', [...ports, { kind: L.PORT_STATE, length: 6, offset: H }], 7, L.PORT_OFFSET],
    ['an input on a state', moved(0, { offset: H }), 0, L.PORT_OFFSET],
    [
      'a probe that nothing writes',
      [...ports, { kind: L.PORT_PROBE, length: 1, offset: B }],
      7,
      L.PORT_LENGTH,
    ],
    [
      'a probe longer than its vector',
      [...ports, { kind: L.PORT_PROBE, length: 5, offset: Y }],
      7,
      L.PORT_LENGTH,
    ],
    ['an output longer than its vector', moved(6, { length: 5 }), 6, L.PORT_LENGTH],
  ];
  test.each(misplaced)('%s', (_, all, port, field) => {
    expect(refusal(model([], { ports: all }))).toEqual([L.ERROR_PORT, port, field | CONTENT]);
  });

  test('a state that ends as garbage', () => {
    expect(refusal(model([copy(5, H2, X)]))).toEqual([L.ERROR_PORT, 4, L.PORT_LENGTH | CONTENT]);
  });

  test('an update whose compensation is another state', () => {
    const all = ports.filter(({ kind }) => kind !== L.PORT_COMPENSATION);
    const blob = model([euler(H, X)], {
      ports: [...all, { kind: L.PORT_STATE, length: 6, offset: K }],
    });
    expect(refusal(blob)).toEqual([L.ERROR_PORT, 5, L.PORT_OFFSET | CONTENT]);
  });
});

const right: [string, Instruction[]][] = [
  ['a result where an operand is', [copy(6, A, X), add(6, A, A, X), add(6, A, X, A), add(6, A, A, A)]],
  ['a product on its bias', [copy(6, A, X), product(A, X, A)]],
  ['a product of segments on its bias', [halves(A, X, TWICE), halves(A, X, at(A))]],
  ['a copy onto itself and forwards', [copy(6, A + 16, X), copy(6, A, A + 16), copy(6, A, A)]],
  ['a slice onto its vector', [copy(6, A, X), slice(4, 2, A, A)]],
  ['a slice of a vector of which only that is whole', [copy(6, A, X), slice(1, 5, B, A), slice(2, 4, C, A)]],
  ['the input as a temporary', [copy(6, A, X), add(6, X, A, A)]],
  ['a loop on its own dt', [op(L.OP_LOOP, 2, DT, at(DT)), { op: L.OP_END }]],
  ['what a repetition leaves to the next', [copy(6, A, X), ...loop(3, add(6, A, A, X))]],
  ['what a loop that runs once makes garbage', [copy(6, A, X), ...loop(1, copy(6, B, A), copy(1, A, X))]],
  ['a state begun anew, with its compensation', [copy(6, H, X), clear(6, K), euler(H, X)]],
  ['a compensation that is read', [copy(6, A, K), euler(H, A)]],
  ['an update driven by its own state', [euler(H, H)]],
];

describe('accepted, with the same bits in all builds, is', () => {
  test.each(right)('%s', (_, program) => {
    const blob = model(program);
    const results = BUILDS.map((build) => {
      const machine = loaded(build, blob);
      const session = machine.session();
      // garbage where nobody may look: behind the ports and in the temporaries
      floats(machine, session + A, (ARENA - A) / 4).fill(build === 'simd' ? Number.NaN : 1e30);
      const outputs: number[] = [];
      for (let t = 0; t < 3; t++) {
        floats(machine, session + X, 6).set([1, -2, 3, 0.1, t, 7]);
        expect(machine.step(session, 0.01)).toBe(L.OK);
        outputs.push(...floats(machine, session + Y, 4), ...floats(machine, session + H2, 6));
      }
      return outputs;
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

test('many instructions on long vectors are followed in words, not float by float', () => {
  const long = 60_000;
  const bytes = 4 * long;
  const program = Array.from({ length: 2000 }, () => copy(long, 0, 0));
  const blob = assemble({
    program: [...program, copy(1, bytes + 32, bytes + 16)],
    ports: [
      { kind: L.PORT_INPUT, length: long, offset: 0 },
      { kind: L.PORT_DT, length: 1, offset: bytes },
      { kind: L.PORT_STATE, length: 1, offset: bytes + 16 },
      { kind: L.PORT_OUTPUT, length: 1, offset: bytes + 32 },
    ],
    arena: bytes + 48,
    state: [bytes + 16, 16],
  });
  expect(refusal(blob)[0]).toBe(L.OK);
});
