import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { sized } from '../full.ts';
import { assemble, at, type Instruction, NONE, type Tensor, tensor } from './assemble.ts';
import { BUILDS, floats, loaded } from './builds.ts';
import { OPERATIONS, type Operation, type Sizes } from './operations.ts';

const f = Math.fround;
const padded = (n: number) => ((n + 3) >> 2) << 4;

/** A model of the one operation, its operands one after the other in the arena, and what to write where. */
function model(operation: Operation, sizes: Sizes, values: () => number) {
  const lengths = operation.operands(sizes);
  const [stateOffset, tensors, vectors, inputs] = [32, [] as Tensor[], [] as number[][], [] as number[]];
  let end = stateOffset + 32;
  const place = (n: number) => {
    const offset = end;
    end += padded(n);
    return offset;
  };
  if (operation.state) end = stateOffset + 2 * padded(sizes.n);
  const offsets = lengths.map((length, j) => {
    const { n, k } = sizes;
    const counts = { matrix: n * k, rows: n * k, coefficients: 4 * n, synapses: 4 * n * k };
    const count = typeof length === 'number' ? length : counts[length];
    vectors.push(Array.from({ length: count }, values));
    if (typeof length !== 'number') {
      const shapes = {
        matrix: { kind: L.KIND_MATRIX, rows: n, columns: k },
        rows: { kind: L.KIND_ROWS, rows: n, columns: k },
        coefficients: { kind: L.KIND_VECTOR, rows: 4 * n, columns: 1, segments: 4 },
        synapses: { kind: L.KIND_SYNAPSES, rows: 4 * n, columns: k, segments: 4 },
      };
      tensors.push({ ...shapes[length], values: vectors[j] });
      inputs.push(tensor(0));
      return -1;
    }
    const offset = operation.state && j === 0 ? stateOffset : place(length);
    inputs.push(at(offset));
    return offset;
  });
  if (operation.state) vectors[6] = Array.from({ length: sizes.n }, () => f(values() * 1e-8));
  const length = operation.length?.(sizes) ?? sizes.n;
  const out = operation.state ? stateOffset : place(length);
  const output = place(1); // tests read the result where it is
  const { usesImmediate: immediate } = operation;
  const instruction: Instruction = {
    op: operation.op,
    n: operation.n?.(sizes) ?? sizes.n,
    k: operation.usesK ? sizes.k : (operation.stride?.(sizes.n) ?? 0),
    form: operation.form ?? 0,
    out: at(out),
    in: [...inputs, NONE, NONE, NONE, NONE, NONE, NONE].slice(0, 6),
    immediate: typeof immediate === 'function' ? immediate(sizes.m) : immediate ? sizes.m : 0,
  };
  const work = operation.work?.(sizes) ?? {
    multiplyAdds: [L.OP_AFFINE, L.OP_DOT].includes(operation.op) ? sizes.n * sizes.k : 0,
    transcendentals: sizes.n * (operation.transcendentals ?? 0),
  };
  const blob = assemble({
    version: operation.version,
    program: [instruction],
    tensors,
    ports: [
      { kind: L.PORT_INPUT, length: 1, offset: 0 },
      { kind: L.PORT_DT, length: 1, offset: 16 },
      { kind: L.PORT_OUTPUT, length: 1, offset: output },
      { kind: L.PORT_STATE, length: operation.state ? sizes.n : 4, offset: stateOffset },
    ],
    arena: end + 16,
    state: [stateOffset, end - stateOffset], // all operands, so that they are what a test writes there
    ...work,
  });
  return { blob, work, vectors, offsets, out, output, length, end };
}

const sizesArbitrary = fc.record({
  n: fc.integer({ min: 1, max: 70 }),
  k: fc.integer({ min: 1, max: 21 }),
  m: fc.integer({ min: -64, max: 64 }).map((v) => v / 32),
});

describe.each(Object.entries(OPERATIONS))('%s', (_name, operation) => {
  test.prop([sizesArbitrary, fc.integer()], { numRuns: sized({ always: 15, nightly: 40 }) })(
    'is its formula, with the same bits in all builds, whatever the padding holds, and the work it states',
    (sizes, seed) => {
      let random = seed;
      const values = () => {
        random = (Math.imul(random, 1664525) + 1013904223) | 0;
        return f(((random >>> 0) / 2 ** 32) * 4 - 2 || 0.5);
      };
      // Divisions need a divisor away from zero, decays and substeps are positive.
      const positive =
        [L.OP_RECIPROCAL, L.OP_DIV].includes(operation.op) || operation.positive || operation.state;
      const { blob, work, vectors, offsets, out, output, length, end } = model(operation, sizes, () =>
        positive ? f(Math.abs(values()) + 0.01) : values(),
      );
      const results = BUILDS.map((build) => {
        const machine = loaded(build, blob);
        const session = machine.session();
        floats(machine, session + 32, (end + 16 - 32) / 4).fill(Number.NaN);
        floats(machine, session + output, 1)[0] = 0;
        offsets.forEach((offset, j) => {
          if (offset >= 0) floats(machine, session + offset, vectors[j].length).set(vectors[j]);
        });
        if (operation.state) floats(machine, session + 32 + padded(sizes.n), sizes.n).set(vectors[6]);
        else floats(machine, session + 32, 4).fill(0);
        expect(machine.step(session, 1)).toBe(L.OK);
        if (build === 'checked') {
          expect({
            multiplyAdds: machine.multiplyAdds(),
            transcendentals: machine.transcendentals(),
          }).toEqual(work);
        }
        return floats(machine, session + out, length).map((y, i) =>
          operation.isPadding?.(i, sizes) ? 0 : y,
        );
      });
      const words = results.map((r) => Array.from(new Uint32Array(r.buffer)));
      expect(words[1]).toEqual(words[0]);
      expect(words[2]).toEqual(words[0]);
      const scale = [L.OP_AFFINE, L.OP_DOT, L.OP_SYNAPSES].includes(operation.op) ? sizes.k : 1;
      for (let i = 0; i < length; i++) {
        if (operation.isPadding?.(i, sizes)) continue;
        const exact = operation.result(vectors, i, sizes);
        const error = Math.abs(results[0][i] - exact);
        if (!(error <= 2e-6 * scale * Math.max(1, Math.abs(exact)))) {
          expect.fail(`element ${i}: ${results[0][i]}, not ${exact}`);
        }
      }
    },
  );
});
