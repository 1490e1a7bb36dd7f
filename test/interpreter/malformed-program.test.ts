import { describe, expect, it } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { at, type Instruction, NONE, tensor } from './assemble.ts';
import { changed, instruction, patched, refusal } from './refusal.ts';
import { ARENA, COMPENSATION, DRIVE, sample } from './sample.ts';

describe('the program', () => {
  const [AFFINE, LOOP, TANH, SEMI, END] = [0, 1, 3, 4, 5];
  const wrong: [string, number, Partial<Instruction>, number][] = [
    ['an unknown opcode', TANH, { op: 200 }, L.INSTRUCTION_OP],
    ['opcode 0', TANH, { op: 0 }, L.INSTRUCTION_OP],
    ['no elements', TANH, { n: 0 }, L.INSTRUCTION_N],
    ['a length for end', END, { n: 1 }, L.INSTRUCTION_N],
    ['k where it is unused', TANH, { k: 1 }, L.INSTRUCTION_K],
    ['no columns', AFFINE, { k: 0 }, L.INSTRUCTION_K],
    ['a result past the arena', TANH, { out: at(ARENA) }, L.INSTRUCTION_OUT],
    ['a result in a tensor', TANH, { out: tensor(0) }, L.INSTRUCTION_OUT],
    ['a result for end', END, { out: 0 }, L.INSTRUCTION_OUT],
    ['an operand past the arena', TANH, { in: [at(ARENA - 16)] }, L.INSTRUCTION_IN],
    ['a second operand', TANH, { in: [0, 0] }, L.INSTRUCTION_IN + 2],
    ['no operand', TANH, { in: [NONE] }, L.INSTRUCTION_IN],
    ['a vector of another length', TANH, { in: [tensor(5)] }, L.INSTRUCTION_IN],
    ['a matrix for a vector', TANH, { in: [tensor(1)] }, L.INSTRUCTION_IN],
    ['a tensor that does not exist', TANH, { in: [tensor(6)] }, L.INSTRUCTION_IN],
    ['a matrix of another shape', AFFINE, { in: [tensor(4), 0, tensor(2)] }, L.INSTRUCTION_IN],
    ['more columns than the matrix has', AFFINE, { k: 3 }, L.INSTRUCTION_K],
    ['no vector for the columns that are left', AFFINE, { k: 1 }, L.INSTRUCTION_IN + 6],
    ['an activation that is none', AFFINE, { activations: [L.OP_ADD] }, L.INSTRUCTION_IMMEDIATE],
    ['an operation of a later version', TANH, { op: L.OP_HARD_SIGMOID }, L.INSTRUCTION_OP],
    [
      'an activation of a later version',
      AFFINE,
      { activations: [L.OP_HARD_SIGMOID] },
      L.INSTRUCTION_IMMEDIATE,
    ],
    [
      'an activation for a segment that is not there',
      AFFINE,
      { activations: [0, L.OP_TANH] },
      L.INSTRUCTION_IMMEDIATE,
    ],
    ['gates at another distance', TANH, { op: L.OP_LSTM_OUTPUT, n: 4, k: 5, in: [9, 0] }, L.INSTRUCTION_K],
    ['a vector for the matrix', AFFINE, { in: [tensor(2), 0, tensor(2)] }, L.INSTRUCTION_IN],
    ['the arena for the matrix', AFFINE, { in: [0, 0, tensor(2)] }, L.INSTRUCTION_IN],
    ['a tensor for a scalar', LOOP, { in: [tensor(0)] }, L.INSTRUCTION_IN],
    ['an immediate where it is unused', TANH, { immediate: -0 }, L.INSTRUCTION_IMMEDIATE],
    ['an immediate that is not finite', TANH, { op: L.OP_SCALE, immediate: NaN }, L.INSTRUCTION_IMMEDIATE],
    ['an update that is not in place', SEMI, { out: at(DRIVE) }, L.INSTRUCTION_OUT],
    [
      'an update whose compensation leaves the state block',
      SEMI,
      { out: at(COMPENSATION), in: [at(COMPENSATION), at(DRIVE), tensor(3), 0] },
      L.INSTRUCTION_IN,
    ],
    [
      'gates whose last segment leaves the arena',
      TANH,
      { op: L.OP_LSTM_OUTPUT, n: 4, k: 4, in: [9, 0] },
      L.INSTRUCTION_IN,
    ],
  ];

  it.each(wrong)('refuses %s', (_, i, change, field) => {
    expect(refusal(instruction(i, change))).toEqual([L.ERROR_INSTRUCTION, i, field]);
  });

  it('refuses a form that the operation does not have', () => {
    const blob = patched((view) => view.setUint8(L.HEADER_BYTES + L.INSTRUCTION_FORM, 1));
    expect(refusal(blob)).toEqual([L.ERROR_INSTRUCTION, 0, L.INSTRUCTION_FORM]);
  });

  it('refuses loops that are nested or not balanced', () => {
    const loop = sample().program[LOOP];
    const end = { op: L.OP_END };
    expect(refusal(changed(({ program }) => program.splice(2, 0, loop)))).toEqual([L.ERROR_LOOP, 2, 0]);
    expect(refusal(changed(({ program }) => program.splice(END, 1)))).toEqual([L.ERROR_LOOP, LOOP, 0]);
    expect(refusal(changed(({ program }) => program.push(end)))).toEqual([L.ERROR_LOOP, 7, 0]);
  });

  it('refuses work of 2³¹ and more, stated or not', () => {
    const heavy = changed((model) => {
      const busy: Instruction = { op: L.OP_TANH, n: 16, out: 0, in: [0] };
      const loop = { ...model.program[LOOP], n: 65535 };
      model.arena = 208;
      model.program = [loop, ...Array(4000).fill(busy), { op: L.OP_END }];
      model.multiplyAdds = 0;
      model.transcendentals = (65535 * 16 * 4000) >>> 0;
    });
    expect(refusal(heavy)[0]).toBe(L.ERROR_WORK);
  });

  it('refuses loops that do nothing, but 2²⁸ times', () => {
    const idle = (loops: number) =>
      changed((model) => {
        const loop = { ...model.program[LOOP], n: 65535 };
        const idle = Array(loops).fill([loop, { op: L.OP_END }]);
        model.program = [...idle.flat(), ...model.program];
      });
    // each `end` counts 32
    expect(refusal(idle(60))[0]).toBe(L.OK);
    expect(refusal(idle(200))[0]).toBe(L.ERROR_WORK);
  });
});
