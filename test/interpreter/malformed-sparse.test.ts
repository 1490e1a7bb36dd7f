/** Matrices in blocks that are wrong in one respect: refused with the status and the field. */
import { describe, expect, it } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { TYPE_F16, TYPE_I16, TYPE_Q8 } from '../../assembly/weight-types.ts';
import { assemble, at, type Instruction, type Model, type Tensor, tensor } from './assemble.ts';
import { product, sparse } from './blocks.ts';
import { refusal } from './refusal.ts';

const levels = (count: number) => Array.from({ length: count }, (_, i) => ((i * 37) % 255) - 127);

/** Six rows, two panels whose second has two lanes without a row; every third block is missing. */
function affineModel(columns: number, more: Partial<Tensor> = {}): Model {
  const dense = { kind: L.KIND_MATRIX, rows: 6, columns, values: levels(6 * columns), ...more };
  const { tensor, blocks } = sparse(dense, (_, column) => column % 3 === 1);
  return product(tensor, [1, 2, 3, 4, 5, 6], blocks).model;
}

/** Two sums over synapses from five sources onto three targets. */
function synapsesModel(more: Partial<Tensor> = {}): Model {
  const dense = { kind: L.KIND_SYNAPSES, rows: 12, columns: 5, segments: 4, values: levels(60), ...more };
  const { tensor, blocks } = sparse(dense, (_, column) => column % 3 === 1);
  return product(tensor, [1, 2, 3, 4, 5, 6], blocks).model;
}

const q8 = { type: TYPE_Q8, scales: new Array<number>(6).fill(0.01) };
const q8Synapses = { type: TYPE_Q8, scales: new Array<number>(12).fill(0.01) };

type Change = (matrix: Tensor, instruction: Instruction, model: Model) => void;

function refused(given: Model, change: Change): number[] {
  const model = structuredClone(given);
  const [matrix] = model.tensors as Tensor[];
  change(matrix, model.program[0], model);
  return refusal(assemble(model));
}

const setBit =
  (bit: number, map = 0) =>
  (matrix: Tensor) => {
    const bytes = Math.ceil(matrix.columns / 8);
    matrix.maps![map * bytes + (bit >> 3)] |= 1 << (bit & 7);
  };

describe('what is right is accepted', () => {
  it.each([
    ['five columns', () => affineModel(5)],
    ['ten columns', () => affineModel(10)],
    ['q8', () => affineModel(5, q8)],
    ['synapses', () => synapsesModel()],
    ['synapses in q8', () => synapsesModel(q8Synapses)],
  ])('%s', (_, model) => expect(refused(model(), () => {})[0]).toBe(L.OK));

  it('and may have no block at all, or an empty one', () => {
    const dense = { kind: L.KIND_MATRIX, rows: 6, columns: 5, values: new Array<number>(30).fill(0) };
    for (const isEmpty of [true, false]) {
      const { tensor, blocks } = sparse(dense, () => isEmpty);
      expect(refusal(assemble(product(tensor, [1, 2, 3, 4, 5, 6], blocks).model))[0]).toBe(L.OK);
    }
  });
});

describe('the tensor', () => {
  const wrong: [what: string, model: () => Model, change: Change, field: number][] = [
    [
      'a bit behind the last column, and its block',
      () => affineModel(10),
      (matrix) => {
        setBit(10)(matrix);
        matrix.values.push(0, 0, 0, 0);
      },
      L.TENSOR_COLUMNS,
    ],
    [
      'such a bit of the last map',
      () => synapsesModel(),
      (matrix) => {
        setBit(7)(matrix);
        matrix.values.push(...new Array(16).fill(0));
      },
      L.TENSOR_COLUMNS,
    ],
    ['padding behind the maps', () => affineModel(5), ({ maps }) => void (maps![3] = 1), L.TENSOR_COLUMNS],
    ['a bit without a block', () => affineModel(10), setBit(1), L.TENSOR_BYTES_FIELD],
    ['a bit of synapses without a block', () => synapsesModel(), setBit(4), L.TENSOR_BYTES_FIELD],
    [
      'a block without a bit',
      () => affineModel(5),
      ({ values }) => void values.push(0, 0, 0, 0),
      L.TENSOR_BYTES_FIELD,
    ],
    ['part of a block', () => synapsesModel(), ({ values }) => void values.pop(), L.TENSOR_BYTES_FIELD],
    [
      'maps larger than the section',
      () => affineModel(5),
      (matrix) => {
        Object.assign(matrix, { rows: 65535, columns: 65535 });
      },
      L.TENSOR_BYTES_FIELD,
    ],
    [
      'scales larger than the section',
      () => synapsesModel(q8Synapses),
      (matrix) => {
        matrix.rows = 65532;
      },
      L.TENSOR_BYTES_FIELD,
    ],
    ...[L.KIND_SYNAPSES, L.KIND_SYNAPSES_SPARSE].flatMap((kind) =>
      [0, 2, 3].map((segments): [string, () => Model, Change, number] => [
        `synapses of kind ${kind} in ${segments} segments`,
        () => synapsesModel(),
        (matrix) => void Object.assign(matrix, { kind, segments }),
        L.TENSOR_SEGMENTS,
      ]),
    ),
    [
      'rows that four segments do not divide',
      () => synapsesModel(),
      (matrix) => {
        matrix.rows = 11;
      },
      L.TENSOR_SEGMENTS,
    ],
  ];
  it.each(wrong)('%s', (_, model, change, field) => {
    expect(refused(model(), change)).toEqual([L.ERROR_TENSOR, 0, field]);
  });
});

describe('its numbers', () => {
  const half = (bits: number) => (bits << 16) >> 16;
  const halves = { type: TYPE_F16, values: new Array<number>(30).fill(0x3c00) };
  const i16 = { ...q8, type: TYPE_I16 };
  const wrong: [what: string, model: () => Model, change: Change, element: number][] = [
    ['NaN', () => affineModel(5), ({ values }) => void (values[9] = Number.NaN), 9],
    ['infinity in synapses', () => synapsesModel(), ({ values }) => void (values[20] = -Infinity), 20],
    [
      'a half of exponent 31',
      () => affineModel(5, halves),
      ({ values }) => void (values[3] = half(0xfc00)),
      3,
    ],
    ['a level of −128', () => affineModel(5, q8), ({ values }) => void (values[7] = -128), 6 + 7],
    ['a level of −32,768', () => affineModel(5, i16), ({ values }) => void (values[0] = -32768), 6],
    [
      'a level of synapses',
      () => synapsesModel(q8Synapses),
      ({ values }) => void (values[18] = -128),
      12 + 18,
    ],
    [
      'a level in a lane without a row', // the first block of the second panel
      () => affineModel(5, q8),
      ({ values }) => void (values[4 * 3 + 2] = 1),
      6 + 4 * 3 + 2,
    ],
    [
      'a level of synapses in a lane without a row',
      () => synapsesModel(q8Synapses),
      ({ values }) => void (values[16 + 7] = 1),
      12 + 16 + 7,
    ],
    ['a negative scale', () => affineModel(5, q8), ({ scales }) => void (scales![5] = -1), 5],
    ['a scale of NaN', () => synapsesModel(q8Synapses), ({ scales }) => void (scales![11] = Number.NaN), 11],
    [
      'a product of scale and level that overflows', // row 4 begins the second panel
      () => affineModel(5, { ...q8, values: new Array<number>(30).fill(100) }),
      ({ scales }) => void (scales![4] = 3e38),
      6 + 4 * 3,
    ],
  ];
  it.each(wrong)('%s', (_, model, change, element) => {
    expect(refused(model(), change)).toEqual([L.ERROR_WEIGHT, 0, element]);
  });
});

describe('the instruction', () => {
  const input =
    (i: number, operand: number): Change =>
    (_, instruction) => {
      instruction.in![i] = operand;
    };
  const set =
    (change: Partial<Instruction>): Change =>
    (_, instruction) =>
      void Object.assign(instruction, change);
  const wrong: [what: string, model: () => Model, change: Change, field: number][] = [
    [
      'a second vector for a sparse matrix',
      () => affineModel(5),
      (matrix, instruction) => {
        instruction.k = matrix.columns - 1;
        instruction.in!.push(at(0));
      },
      L.INSTRUCTION_K,
    ],
    ['a second vector beside all columns', () => affineModel(5), input(3, at(0)), L.INSTRUCTION_IN + 6],
    ['a second vector of synapses', () => synapsesModel(), input(3, at(0)), L.INSTRUCTION_IN + 6],
    ['fewer columns of synapses', () => synapsesModel(), set({ k: 4 }), L.INSTRUCTION_K],
    ['n that does not fit the rows', () => affineModel(5), set({ n: 5 }), L.INSTRUCTION_IN],
    ['n that is all rows of synapses', () => synapsesModel(), set({ n: 12 }), L.INSTRUCTION_IN],
    ['n that is one sum of synapses', () => synapsesModel(), set({ n: 3 }), L.INSTRUCTION_IN],
    [
      'an activation behind synapses',
      () => synapsesModel(),
      set({ activations: [L.OP_TANH] }),
      L.INSTRUCTION_IMMEDIATE,
    ],
    ['a form', () => synapsesModel(), set({ form: 1 }), L.INSTRUCTION_FORM],
    ['an affine of synapses', () => synapsesModel(), set({ op: L.OP_AFFINE, n: 12 }), L.INSTRUCTION_IN],
    ['synapses of a matrix', () => affineModel(5), set({ op: L.OP_SYNAPSES, n: 3 }), L.INSTRUCTION_IN],
    ['levels of a sparse matrix', () => affineModel(5), set({ op: L.OP_AFFINE_LEVELS }), L.INSTRUCTION_IN],
    ['a reduction of a sparse matrix', () => affineModel(5), set({ op: L.OP_DOT }), L.INSTRUCTION_IN],
    ['synapses in place of a vector', () => synapsesModel(), input(1, tensor(0)), L.INSTRUCTION_IN + 2],
    [
      'a bias of synapses without segments',
      () => synapsesModel(),
      (_, __, { tensors }) => void (tensors![1].segments = 0),
      L.INSTRUCTION_IN + 4,
    ],
    [
      'a result of synapses beyond the arena',
      () => synapsesModel(),
      // with whole vectors for both segments it ends one vector too late
      (_, instruction, { arena }) => void (instruction.out = at(arena - 16)),
      L.INSTRUCTION_OUT,
    ],
  ];
  it.each(wrong)('%s', (_, model, change, field) => {
    expect(refused(model(), change)).toEqual([L.ERROR_INSTRUCTION, 0, field]);
  });

  it.each([
    ['a sparse matrix', () => affineModel(5)],
    ['synapses', () => synapsesModel()],
  ])('the work of %s is that of its blocks', (_, make) => {
    const { multiplyAdds, transcendentals } = make();
    const found = [L.ERROR_WORK, multiplyAdds, transcendentals];
    for (const key of ['multiplyAdds', 'transcendentals'] as const)
      expect(refused(make(), (_, __, model) => void (model[key]! += 4))).toEqual(found);
  });
});
