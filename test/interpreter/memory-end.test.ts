/** The end of a 32-bit memory: nothing may end at 4 GiB, where an end wraps around to 0 and sessions would lie on each other. */
import { expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { assemble, at, type Model } from './assemble.ts';
import { floats, fresh, loaded } from './builds.ts';

const STATE = 32;
const OUTPUT = 48;
const LIMIT = 2 ** 32 - 2 ** 16;

/** A model whose sessions have so many bytes; its state and output are its input. */
const model = (sessionBytes: number): Uint8Array => {
  const described: Model = {
    program: [
      { op: L.OP_COPY, n: 1, out: at(STATE), in: [at(0)] },
      { op: L.OP_COPY, n: 1, out: at(OUTPUT), in: [at(STATE)] },
    ],
    ports: [
      { kind: L.PORT_INPUT, length: 1, offset: 0 },
      { kind: L.PORT_DT, length: 1, offset: 16 },
      { kind: L.PORT_STATE, length: 1, offset: STATE },
      { kind: L.PORT_OUTPUT, length: 1, offset: OUTPUT },
    ],
    arena: sessionBytes - 32,
    state: [STATE, 16],
  };
  return assemble(described);
};

// 64 KiB divides the memory, so that with a model of a whole number of pages a session could end at 4 GiB exactly
test.each([2 ** 19, 2 ** 16, 2 ** 16 + 16, 112])('sessions of %d bytes never lie on each other', (bytes) => {
  const machine = loaded('checked', model(bytes));
  expect(machine.sessionBytes()).toBe(bytes);
  const first = machine.session() >>> 0;
  // pages that nobody touches cost nothing
  machine.skipSessions(Math.floor((LIMIT - first - bytes + 16) / bytes) - 2);
  const last: number[] = [];
  for (let session = machine.session() >>> 0; session !== 0; session = machine.session() >>> 0)
    last.push(session);
  expect(machine.status()).toBe(L.ERROR_MEMORY);
  expect(last).toHaveLength(2);
  expect(last[1] - 16 + bytes).toBeLessThanOrEqual(LIMIT);
  expect(last[1] - 16 + 2 * bytes).toBeGreaterThan(LIMIT);
  const all = [first, ...last];
  for (const [i, session] of all.entries()) {
    floats(machine, session, 1)[0] = i + 1;
    expect(machine.step(session, 1)).toBe(L.OK);
  }
  expect(all.map((session) => floats(machine, session + STATE, 1)[0])).toEqual([1, 2, 3]);
  expect(machine.release(last[1])).toBe(L.OK);
  expect(machine.session() >>> 0).toBe(last[1]);
});

test('no blob ends in the last page', () => {
  for (const bytes of [2 ** 32 - 1, LIMIT, LIMIT - 1024]) {
    const machine = fresh('simd');
    expect(machine.reserve(bytes)).toBe(0);
    expect(machine.status()).toBe(L.ERROR_MEMORY);
  }
});
