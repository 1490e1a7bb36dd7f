/** What is not certified: blobs that the interpreter refuses, outputs without bounds, and searches that take too long. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { certify } from '../../src/certify/certify.ts';
import { inspect } from '../../src/format/inspect.ts';
import { readBlob } from '../../src/format/read.ts';
import { movesOfStep } from '../../src/format/work.ts';
import { writeBlob } from '../../src/format/write.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import {
  assemble,
  at,
  type Instruction,
  type Model,
  type Port,
  type Tensor,
  tensor,
} from '../interpreter/assemble.ts';

const [X, DT, H, Y, A] = [0, 16, 32, 64, 80];
const op = (code: number, n: number, out: number, ...from: number[]): Instruction => ({
  op: code,
  n,
  out: at(out),
  in: from.map(at),
});
const port = (kind: number, offset: number, length = 1): Port => ({ kind, length, offset });
const ports = [port(L.PORT_INPUT, X), port(L.PORT_DT, DT), port(L.PORT_STATE, H), port(L.PORT_OUTPUT, Y)];
const named = (...names: string[]): string => JSON.stringify({ ports: names.map((name) => ({ name })) });

function blobOf(program: Instruction[], change: Partial<Model> = {}): Uint8Array {
  const metadata = named('x', 'dt', 'h', 'y');
  return assemble({ program, ports, arena: 80 + 16_000, state: [H, 32], metadata, ...change });
}
const given = { inputs: [[-1, 1]] as const, dt: [1, 1] as const };
/** y = f(h), h = tanh x. */
const through = (code: number): Uint8Array =>
  blobOf([op(L.OP_TANH, 1, H, X), op(code, 1, Y, H)], { transcendentals: 1 });
/** A step that moves 2,000 floats so many times. */
const moving = (times: number): Uint8Array =>
  blobOf([
    op(L.OP_BROADCAST, 2000, A, X),
    { op: L.OP_LOOP, n: times, out: at(H + 16), in: [at(DT)] },
    op(L.OP_ABS, 2000, A, A),
    { op: L.OP_END },
    op(L.OP_COPY, 1, H, X),
    op(L.OP_COPY, 1, Y, A),
  ]);

const folder = temporary();
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe('a blob that the interpreter refuses has no box', () => {
  test.each<[string, Uint8Array, RegExp]>([
    [
      'a padding over units',
      blobOf([op(L.OP_SCALE, 1, H, X), op(L.OP_COPY, 4, Y, H)], {
        ports: [
          port(L.PORT_INPUT, X, 4),
          port(L.PORT_DT, DT),
          port(L.PORT_STATE, H, 4),
          port(L.PORT_OUTPUT, Y, 4),
        ],
      }),
      /instruction 1 \(copy\): operand "in0" reads floats that nothing wrote before/,
    ],
    [
      'a state on the input',
      blobOf([op(L.OP_COPY, 1, Y, X)], {
        ports: [port(L.PORT_INPUT, H), port(L.PORT_DT, DT), port(L.PORT_STATE, H), port(L.PORT_OUTPUT, Y)],
      }),
      /port "h": it overlaps another port/,
    ],
    [
      'a compensation that is written',
      blobOf([op(L.OP_COPY, 1, H + 16, X), op(L.OP_EULER, 1, H, H, X, X, DT), op(L.OP_COPY, 1, Y, H)]),
      /instruction 0 \(copy\): its result "out" overlaps an operand or the compensation/,
    ],
    [
      'two states of one name',
      blobOf([op(L.OP_COPY, 1, H, X), op(L.OP_COPY, 1, H + 16, X), op(L.OP_COPY, 1, Y, H)], {
        ports: [...ports, port(L.PORT_STATE, H + 16)],
        metadata: named('x', 'dt', 'h', 'y', 'h'),
      }),
      /two states have the name "h"/,
    ],
  ])('%s', (_, blob, why) => {
    expect(() => certify(blob, given)).toThrow(why);
    expect(() => loadSync(blob)).toThrow(why);
  });

  test('two probes of one name are refused, a state and a probe of one name are not', () => {
    const program = [op(L.OP_COPY, 1, H, X), op(L.OP_COPY, 1, Y, H)];
    const probes = [...ports, port(L.PORT_PROBE, Y), port(L.PORT_PROBE, Y)];
    const load = (...names: string[]) =>
      loadSync(blobOf(program, { ports: probes, metadata: named('x', 'dt', 'h', 'y', ...names) }));
    expect(() => load('a', 'a')).toThrow('two probes have the name "a"');
    expect(load('h', 'a').probes).toEqual(['h', 'a']);
  });
});

describe('an output without bounds', () => {
  test.each([L.OP_RECIPROCAL, L.OP_COPY])('is a refusal that names it: operation %d', async (code) => {
    const blob = through(code);
    const found = certify(blob, given);
    if (code === L.OP_COPY) {
      expect(found).toMatchObject({ outputs: [[expect.any(Number), expect.any(Number)]] });
      return;
    }
    expect(found).toEqual({ units: [], outputs: [{ output: 'y', index: 0, why: expect.any(String) }] });
    const path = file('unbounded.mns', blob);
    const { status, stdout } = await called(['certify', path, '--inputs=-1..1', '--dt', '1..1']);
    expect(stdout).toContain('output y[0]: ');
    expect(status).toBe(1);
  });

  test('that overflows is one too', () => {
    const square = op(L.OP_MUL, 1, A, H, H);
    const program = [op(L.OP_COPY, 1, H, X), square, op(L.OP_MUL, 1, A, A, A), op(L.OP_MUL, 1, Y, A, A)];
    expect(certify(blobOf(program), { ...given, inputs: [[-1e5, 1e5]] })).toHaveProperty(
      'outputs.0.output',
      'y',
    );
  });

  test('has no 0.000 … 0.000 in inspect, where a file says null', async () => {
    const contents = readBlob(through(L.OP_COPY));
    const certified = { inputs: [[-1, 1]], dt: [1, 1], states: { h: [[-1, 1]] }, outputs: [[null, null]] };
    const path = file('null.mns', writeBlob({ ...contents, metadata: { ...contents.metadata, certified } }));
    const { stdout } = await called(['inspect', path]);
    expect(stdout).not.toContain('0.000 … 0.000');
  });

  test('tiny bounds stay numbers', () => {
    const scaled = { ...op(L.OP_SCALE, 1, H, X), immediate: 1e-45 };
    const found = certify(blobOf([scaled, op(L.OP_MUL, 1, Y, H, H)]), given);
    expect(JSON.stringify(found)).not.toContain('null');
  });
});

describe('an operation of which', () => {
  test('constant gates lie whole vectors apart is certified by those gates', () => {
    // i, f, g, o of one unit, four floats apart: what lies between them is nobody's
    const gates = [9, 9, 9, 9, -9, 7, 7, 7, 1, 5, 5, 5, -9];
    const tensors: Tensor[] = [{ kind: L.KIND_VECTOR, rows: 13, columns: 1, values: gates }];
    const memory = { op: L.OP_LSTM_MEMORY, n: 1, k: 4, out: at(H), in: [tensor(0), at(H)] };
    const blob = blobOf([memory, op(L.OP_COPY, 1, Y, H)], { tensors, transcendentals: 3 });
    const found = certify(blob, given);
    if ('units' in found) throw new Error('no box');
    const session = loadSync(blob).session();
    for (let t = 0; t < 100; t++) session.step([1], 1);
    const [low, high] = found.states.h[0];
    const [h] = session.state('h');
    expect(h).toBeGreaterThan(0.5);
    expect(h).toBeGreaterThanOrEqual(low);
    expect(h).toBeLessThanOrEqual(high);
  });

  test.each([L.OP_EULER, L.OP_SEMI_IMPLICIT, L.OP_EXPONENTIAL])(
    'the substep can be less than zero has no box: %d',
    (code) => {
      const program = [op(L.OP_TANH, 1, A, X), op(code, 1, H, H, A, Y, A), op(L.OP_COPY, 1, Y, H)];
      const one: Tensor[] = [{ kind: L.KIND_VECTOR, rows: 1, columns: 1, values: [1] }];
      program[1].in?.splice(2, 1, tensor(0));
      const found = certify(
        blobOf(program, { tensors: one, transcendentals: code === L.OP_EXPONENTIAL ? 2 : 1 }),
        given,
      );
      expect(found).toMatchObject({ units: [{ state: 'h', why: 'its substep can be less than zero' }] });
    },
  );
});

describe('work', () => {
  test('is counted with its moves, by certify, inspect and the interpreter alike', () => {
    const blob = moving(3);
    const moves = 2032 + 32 + 3 * 2032 + 3 * 32 + 33 + 33;
    expect(movesOfStep(readBlob(blob))).toBe(moves);
    expect(inspect(blob).work.moves).toBe(moves);
  });

  test('has an end in certify, before it is begun', () => {
    expect(() => certify(moving(65_535), given)).toThrow(/135,\d+,\d+ operations on ranges, and 100,000,000/);
    expect(() => certify(moving(3), given, { work: 30_000 })).toThrow('30,000 do not suffice');
    expect(certify(moving(3), given, { work: 1e6 })).toHaveProperty('outputs.0');
  });

  test.each([
    ['run', []],
    ['bench', ['--seconds', '0.1']],
    ['shrink', ['--data', file('x.csv', new TextEncoder().encode('x,y\n1,2\n'))]],
  ])('has an end in %s, which a flag raises', async (command, flags) => {
    const path = file('moving.mns', moving(65_535));
    const small = file('small.mns', moving(1));
    const { status, stderr } = await called([command, path, ...flags]);
    expect(stderr).toMatch(
      /moving\.mns: a step takes 135,\d+,\d+ operations, more than the 100,000,000 that --work/,
    );
    expect(status).not.toBe(0);
    for (const words of [
      [command, path, '--work', '1e9', ...flags],
      [command, small, ...flags],
    ])
      if (command === 'run') expect((await called(words, { input: 'x\n1\n' })).stdout).toMatch(/^y0\n1\n/);
  });

  test('is shown', async () => {
    expect((await called(['inspect', file('small.mns', moving(3))])).stdout).toMatch(/, 8,\d\d\d moves/);
  });
});
