/** One table says all of an operation: its opcodes are fixed, and what it names is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { operations } from '../../src/ops/table.ts';
import { operationName } from '../../src/runtime/operations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('an opcode never changes: those of versions 1 to 3', () => {
  const frozen = [...operations.values()].filter(({ since = 1 }) => since < 4);
  expect(frozen.map(({ name, opcode }) => `${opcode} ${name}`).join(', ')).toBe(
    '1 loop, 2 end, 3 copy, 4 concat, 5 slice, 6 broadcast, 7 mean, 8 softmax, 9 affine, 10 dot, 11 distance, ' +
      '12 affine-levels, 13 synapses, 16 abs, 17 neg, 18 reciprocal, 19 tanh, 20 sigmoid, 21 softplus, 22 exp, ' +
      '23 relu, 24 silu, 25 scale, 26 shift, 27 gate, 28 gelu, 29 fraction, 32 add, 33 sub, 34 mul, 35 div, ' +
      '36 normalise, 40 lerp, 41 lstm-memory, 42 lstm-output, 43 gru, 48 slope, 49 stage, 50 euler, ' +
      '51 semi-implicit, 52 exponential, 53 heun, 54 rk4',
  );
  expect(Object.keys(layout).filter((name) => name.startsWith('OP_'))).toHaveLength(operations.size);
});

test('the runtime calls operations by their names', () => {
  for (const [opcode, { name }] of operations) expect(operationName(opcode)).toBe(name);
  expect(operationName(99)).toBe('opcode 99');
});

test('every operation names a function of the interpreter', () => {
  const folders = ['assembly/kernels', 'assembly/math'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
  );
  const sources = [...files, 'assembly/interpreter.ts'].map(read).join('');
  for (const { name, kernel } of operations.values())
    expect(sources, `${name}: no function ${kernel}`).toMatch(new RegExp(`function ${kernel}(<T>)?\\(`));
});
