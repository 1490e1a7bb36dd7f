/**
 * The bound on a step's work: whatever came before, whatever comes in, whether the step is done or its result refused, the
 * checked build counts the operations that `meniscus inspect` prints. Refused inputs and intervals cost none.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_DT, ERROR_INPUT, ERROR_RESULT, OK } from '../../assembly/layout.ts';
import { compile } from '../../src/compile/compile.ts';
import { inspect } from '../../src/format/inspect.ts';
import { readBlob } from '../../src/format/read.ts';
import { layers, randomParameters, smallModel } from '../models.ts';
import { floats, loaded } from './builds.ts';

const value = fc.oneof(
  { weight: 4, arbitrary: fc.float({ min: -2, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-40, -1e-45, 3.4e38, -3.4e38) },
);
const strange = fc.constantFrom(Number.NaN, Infinity, -Infinity);
const interval = fc.oneof(
  { weight: 4, arbitrary: fc.float({ min: Math.fround(1e-3), max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(1e-45, 1e-40, 3.4e38, 0, -1, Number.NaN, Infinity) },
);
const step = fc.record({
  inputs: fc.array(fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: strange }), {
    minLength: 5,
    maxLength: 5,
  }),
  dt: interval,
  /** What every float of the state becomes before the step; null: it stays. */
  state: fc.option(value, { freq: 2 }),
});

const statuses = new Set<number>();

describe.each(['f32', 'q8'] as const)('%s', (weights) => {
  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer);
    const { blob } = compile(network, randomParameters(network, 3), { weights });
    const { multiplyAdds, transcendentals } = inspect(blob).work;
    const { ports } = readBlob(blob);
    const [input] = ports.filter(({ kind }) => kind === 'input');
    const machine = loaded('checked', blob);
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const session = machine.session();
        for (const { inputs, dt, state } of steps) {
          floats(machine, session + input.offset, input.length).set(inputs.slice(0, input.length));
          for (const { kind, offset, length } of state === null ? [] : ports)
            if (kind === 'state') floats(machine, session + offset, length).fill(state as number);
          machine.resetCounters();
          const status = machine.step(session, dt);
          statuses.add(status);
          const counted = {
            multiplyAdds: machine.multiplyAdds(),
            transcendentals: machine.transcendentals(),
          };
          const refused = status === ERROR_INPUT || status === ERROR_DT;
          expect(counted).toEqual(
            refused ? { multiplyAdds: 0, transcendentals: 0 } : { multiplyAdds, transcendentals },
          );
        }
        machine.release(session);
      }),
      { numRuns: 25 },
    );
  });
});

test('all kinds of steps were among them', () => {
  expect([...statuses].sort((a, b) => a - b)).toEqual([OK, ERROR_INPUT, ERROR_DT, ERROR_RESULT]);
});
