/** The integer path on its own: exact sums, clamping with a flag, and no value that is not finite in silence. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { TYPE_I16 } from '../../assembly/weight-types.ts';
import { assemble, at, NONE, tensor } from './assemble.ts';
import { BUILDS, type CheckedMachine, floats, loaded } from './builds.ts';

const [ROWS, COLUMNS, RANGE, SCALE] = [5, 7, 2, 2 ** -10];
const levelOf = (r: number, k: number) => ((37 * r + 11 * k) % 2001) - 1000;
const [VECTOR, OUT, SCRATCH, STATE] = [64, 96, 128, 32];

/** out = T b in levels: b lies in the arena, where a test writes it. */
const blob = assemble({
  program: [
    {
      op: L.OP_AFFINE_LEVELS,
      n: ROWS,
      k: COLUMNS,
      out: at(OUT),
      in: [tensor(0), at(VECTOR), tensor(1), tensor(2), at(SCRATCH), NONE],
    },
  ],
  tensors: [
    {
      kind: L.KIND_LEVELS,
      type: TYPE_I16,
      rows: ROWS,
      columns: COLUMNS,
      scales: Array(ROWS).fill(SCALE),
      values: Array.from({ length: ROWS * COLUMNS }, (_, i) => levelOf(Math.floor(i / COLUMNS), i % COLUMNS)),
    },
    { kind: L.KIND_VECTOR, rows: ROWS, columns: 1, values: [1, 2, 3, 4, 5] },
    { kind: L.KIND_VECTOR, rows: 1, columns: 1, values: [RANGE] },
  ],
  ports: [
    { kind: L.PORT_INPUT, length: 1, offset: 0 },
    { kind: L.PORT_DT, length: 1, offset: 16 },
    { kind: L.PORT_OUTPUT, length: ROWS, offset: OUT },
    { kind: L.PORT_STATE, length: 4, offset: STATE },
  ],
  arena: 160,
  state: [STATE, 128], // the vector too, so that it is what a test writes there
  multiplyAdds: ROWS * COLUMNS,
});

function run(machine: CheckedMachine, vector: number[]): { status: number; out: number[] } {
  const session = machine.session();
  floats(machine, session + VECTOR, 8).fill(Number.NaN); // what pads the vector must not count
  floats(machine, session + VECTOR, COLUMNS).set(vector);
  return { status: machine.step(session, 1), out: Array.from(floats(machine, session + OUT, ROWS)) };
}

const vector = [0.5, -2, 1.25, 0, 2, -0.75, 1e-3];

describe.each(BUILDS)('%s', (build) => {
  const machine = () => loaded(build, blob, 0, L.WEIGHTS_INTEGER);

  test('sums whole numbers exactly and scales once', () => {
    const { status, out } = run(machine(), vector);
    expect(status).toBe(L.OK);
    const f = Math.fround;
    const levels = vector.map((x) => Math.round(f(f(x) * f(32767 / RANGE))));
    out.forEach((y, r) => {
      const sum = levels.reduce((total, level, k) => total + level * levelOf(r, k), 0);
      expect(y).toBe(f(r + 1 + f(f(sum) * f(SCALE * f(RANGE / 32767)))));
    });
  });

  test('raises a flag for what it clamps, once', () => {
    const one = machine();
    run(one, vector);
    expect(one.flags()).toBe(0);
    const beyond = run(one, [3, ...vector.slice(1)]);
    const clamped = run(one, [RANGE, ...vector.slice(1)]);
    expect(beyond.out).toEqual(clamped.out);
    expect([one.flags(), one.flags()]).toEqual([L.FLAG_SATURATED, 0]);
  });

  test.each([Number.NaN, Infinity, -Infinity])('does not make a number of %d', (bad) => {
    expect(run(machine(), [...vector.slice(0, 6), bad]).status).toBe(L.ERROR_RESULT);
  });

  test('is f32 where integers are not asked for', () => {
    const { out } = run(loaded(build, blob), vector);
    out.forEach((y, r) => {
      const exact = vector.reduce((sum, x, k) => sum + x * SCALE * levelOf(r, k), r + 1);
      expect(Math.abs(y - exact)).toBeLessThan(1e-5);
    });
  });
});
