/** Sessions begin in the initial state and go back to it, with the same bits in every build. */
import { describe, expect, test } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import * as javascript from '../../src/runtime/entries/js.ts';
import { loadSync, type Model, type Session } from '../../src/runtime/index.ts';
import { withInitialState } from '../initial-state.ts';
import { moduleOf } from '../interpreter/builds.ts';
import { randomSequence } from '../models.ts';

const { blob, parameters } = withInitialState();
const builds: [string, (bytes: Uint8Array) => Model][] = [
  ['simd', (bytes) => loadSync(bytes, { interpreter: moduleOf('simd') })],
  ['scalar', (bytes) => loadSync(bytes, { interpreter: moduleOf('scalar') })],
  ['JavaScript', (bytes) => javascript.loadSync(bytes)],
];

const stateOf = (model: Model, session: Session) =>
  Object.fromEntries(model.states.map((name) => [name, [...session.state(name)]]));
const start = Object.fromEntries(
  [...parameters].flatMap(([name, data]) => {
    const [layer, rest] = name.split('.initial.');
    return rest ? [[`${layer}.${rest}`, [...Float32Array.from(data)]]] : [];
  }),
);
const { inputs } = randomSequence(30, 3);
const whole = [...loadSync(blob).run(inputs)];

describe.each(builds)('%s', (_, load) => {
  const model = load(blob);

  test('a session begins where the parameters say, and so does one in reused memory', () => {
    expect(Object.keys(start)).toEqual(['0.h', '0.c', '1.h']);
    const session = model.session();
    expect(stateOf(model, session)).toEqual(start);
    session.run(inputs);
    expect(stateOf(model, session)).not.toEqual(start);
    session.dispose();
    expect(stateOf(model, model.session())).toEqual(start);
  });

  test('reset goes back to it, with a fresh compensation', () => {
    const session = model.session();
    const first = [...session.run(inputs)];
    session.reset();
    expect(stateOf(model, session)).toEqual(start);
    expect([...session.run(inputs)]).toEqual(first);
    expect([...model.run(inputs)]).toEqual(first);
    expect(first).toEqual(whole);
  });

  test('a step that fails right after the start leaves it', () => {
    const session = model.session();
    session.setState('0.h', [3e38, 3e38, 3e38, 3e38, 3e38]);
    session.reset();
    expect(() => session.step([Number.NaN, 0, 0])).toThrow(/input/);
    expect(stateOf(model, session)).toEqual(start);
  });
});

test('snapshots of it keep their layout, and go on from the start too', () => {
  const model = loadSync(blob);
  const fresh = model.session().snapshot();
  const session = model.session();
  session.run(inputs);
  session.restore(fresh);
  expect(stateOf(model, session)).toEqual(start);
  expect([...session.run(inputs)]).toEqual(whole);
  const other = javascript.loadSync(blob).session();
  other.restore(fresh);
  expect([...other.run(inputs)]).toEqual(whole);
});

test('a model with another start is another model to a snapshot', () => {
  const contents = readBlob(blob);
  const { version: _, ...rest } = contents;
  const zero = loadSync(writeBlob({ ...rest, initialState: null })).session();
  expect(() => zero.restore(loadSync(blob).session().snapshot())).toThrow('it is of another model');
});

test('the resident model keeps it once, and sessions take no more', () => {
  const { version: _, ...rest } = readBlob(blob);
  const [with_, without] = [loadSync(blob), loadSync(writeBlob({ ...rest, initialState: null }))];
  expect(with_.memory.residentBytes - without.memory.residentBytes).toBe(rest.stateBytes);
  expect(with_.memory.sessionBytes).toBe(without.memory.sessionBytes);
});
