import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSync, MeniscusError, type Session } from '../../src/runtime/index.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const leaky = assemble(leakyIntegrator(0.5, 4));
const network = assemble(elman(6));

function failure(action: () => unknown): MeniscusError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(MeniscusError);
    return error as MeniscusError;
  }
  throw new Error('there was no error');
}

test('the output is a view that the next step overwrites', () => {
  const session = loadSync(leaky).session();
  const first = session.step([1], 0.1);
  const kept = first.slice();
  const second = session.step([1], 0.1);
  expect(second).toBe(first);
  expect(first[0]).not.toBe(kept[0]);
});

test('an output view may come back as the next input', () => {
  const model = loadSync(leaky);
  const [one, two] = [model.session(), model.session()];
  let view = one.step([1], 0.1);
  let copy = two.step([1], 0.1).slice();
  for (let k = 0; k < 10; k++) {
    view = one.step(view, 0.1);
    copy = two.step(copy, 0.1).slice();
    expect([...view]).toEqual([...copy]);
  }
  const expected = model.run([...view]);
  expect(model.run(view)).toEqual(expected);
});

test('a thousand sessions opened between the steps of one change nothing in it', () => {
  const bytes = assemble(elman(40));
  const model = loadSync(bytes);
  const alone = loadSync(bytes).session();
  const session = model.session();
  const others: Session[] = [];
  const inputs = Float32Array.from({ length: 17 }, (_, k) => Math.cos(k));
  const before = model.memory.wasmBytes;
  for (let k = 0; k < 100; k++) {
    inputs[k % 17] = Math.sin(k);
    expect(session.step(inputs)).toEqual(alone.step(inputs));
    for (let n = 0; n < 10; n++) {
      const other = model.session();
      other.step(inputs);
      others.push(other);
    }
  }
  expect(model.memory.wasmBytes).toBeGreaterThan(before);
  // The initial state of a late session, and of one in a released arena, is that of the first.
  const fresh = [...loadSync(bytes).run(inputs)];
  expect([...model.session().step(inputs)]).toEqual(fresh);
  const grown = model.memory.wasmBytes;
  for (const other of others) other.dispose();
  for (let n = 0; n < 1000; n++) expect([...model.session().step(inputs)]).toEqual(fresh);
  expect(model.memory.wasmBytes).toBe(grown);
});

test('what a step refuses leaves the state as it was', () => {
  const bad: [() => [ArrayLike<number>, number?], string, string][] = [
    [() => [[1, 2]], 'input', 'expected N = 1 inputs, got 2'],
    [() => [[]], 'input', 'expected N = 1 inputs, got 0'],
    [() => [[Number.NaN]], 'input', 'input 0 is NaN, not a finite 32-bit float'],
    [() => [[-Infinity]], 'input', 'input 0 is -Infinity'],
    [() => [[1e39]], 'input', 'input 0 is 1e+39'],
    [() => [new Array(1)], 'input', 'input 0 is undefined'],
    ...[Number.NaN, 0, -0, -0.1, Infinity, 1e-46, 1e39].map(
      (dt): [() => [number[], number], string, string] => [
        () => [[1], dt],
        'dt',
        `dt is ${dt}; it must be finite and greater than 0`,
      ],
    ),
    [() => [[3e38]], 'result', 'element 0 of output "y" is not finite; the state is as before the step'],
  ];
  const bytes = assemble(leakyIntegrator(0.01, 1));
  const [session, undisturbed] = [loadSync(bytes).session(), loadSync(bytes).session()];
  for (const [args, code, message] of bad) {
    const error = failure(() => session.step(...args()));
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
    expect([...session.step([0.7], 0.001)]).toEqual([...undisturbed.step([0.7], 0.001)]);
  }
  expect(failure(() => loadSync(network).session().step([1, 2, 3])).message).toBe(
    'expected N = 17 inputs, got 3',
  );
  const inputs = new Array(17).fill(0);
  inputs[11] = Number.NaN;
  expect(failure(() => loadSync(network).session().step(inputs)).message).toContain('input 11 is NaN');
});

test('run equals steps, in chunks of any size, with one dt or one for each step, and continues the state', () => {
  const model = loadSync(leaky);
  const reading = fc.double({ min: -10, max: 10, noNaN: true });
  const interval = fc.double({ min: 0.001, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(reading, interval), { minLength: 1, maxLength: 50 }),
      fc.nat(50),
      (rows, cut) => {
        const [inputs, dts] = [rows.map(([u]) => u), rows.map(([, dt]) => dt)];
        const [stepped, run] = [model.session(), model.session()];
        const byStep = rows.map(([u, dt]) => stepped.step([u], dt)[0]);
        const parts = [
          ...run.run(inputs.slice(0, cut), { dt: dts.slice(0, cut) }),
          ...run.run(inputs.slice(cut), { dt: dts.slice(cut) }),
        ];
        expect(parts).toEqual(byStep);
        expect([...model.run(inputs, { dt: dts })]).toEqual(byStep);
        expect([...model.run(inputs, { dt: 0.1 })]).toEqual([
          ...model.run(inputs, { dt: rows.map(() => 0.1) }),
        ]);
        stepped.reset();
        expect(stepped.step([inputs[0]], dts[0])[0]).toBe(byStep[0]);
        stepped.dispose();
        run.dispose();
      },
    ),
  );
  const long = Float32Array.from({ length: 20_000 }, (_, k) => Math.sin(k));
  const session = model.session();
  expect(model.run(long, { dt: 0.01 })).toEqual(Float32Array.from(long, (u) => session.step([u], 0.01)[0]));
  expect(model.run([])).toEqual(new Float32Array(0));
});

test('a run into an array has the same bits as one that makes its own, in two sessions in turns', () => {
  const model = loadSync(leaky);
  const inputs = Float32Array.from({ length: 3 * 128 }, (_, k) => Math.sin(k));
  const wanted = model.run(inputs, { dt: 0.01 });
  const sessions = [model.session(), model.session()];
  const outputs = new Float32Array(128);
  for (const from of [0, 128, 256])
    for (const session of sessions) {
      expect(session.runInto(inputs.subarray(from, from + 128), outputs, 0.01)).toBe(outputs);
      expect([...outputs]).toEqual([...wanted.subarray(from, from + 128)]);
      if (from === 128) for (let k = 0; k < 400; k++) model.session(); // the memory grows under it
    }
  expect(failure(() => sessions[0].runInto(inputs, outputs)).message).toBe(
    'expected a Float32Array of 384 for the outputs, got Float32Array of 128',
  );
  for (const [wrong, said] of [
    [new Float64Array(384), 'Float64Array of 384'],
    [Array(384).fill(0), 'object of 384'],
    [undefined, 'undefined of undefined'],
  ] as const)
    expect(failure(() => sessions[0].runInto(inputs, wrong as never)).message).toContain(`got ${said}`);
});

test('an aborted run names the step, and the state is as after the last good one', () => {
  const model = loadSync(leaky);
  const cases: [number, (inputs: number[], dts: number[]) => void, string][] = [
    [3, (inputs) => void (inputs[3] = Number.NaN), 'step 3: input 0 is NaN'],
    [15_000, (inputs) => void (inputs[15_000] = Infinity), 'step 15000: input 0 is Infinity'],
    [7, (_, dts) => void (dts[7] = -2), 'step 7: dt is -2'],
    [0, (_, dts) => void (dts[0] = 0), 'step 0: dt is 0'],
    [9, (inputs) => void (inputs[9] = 3e38), 'step 9: element 0 of'],
  ];
  for (const [good, spoil, message] of cases) {
    const inputs = Array.from({ length: 16_000 }, (_, k) => Math.sin(k));
    const dts = inputs.map(() => 0.01);
    const undisturbed = model.session();
    if (good > 0) undisturbed.run(inputs.slice(0, good), { dt: 0.01 });
    spoil(inputs, dts);
    const session = model.session();
    expect(failure(() => session.run(inputs, { dt: dts })).message).toContain(message);
    expect(session.step([0.5], 0.01)[0]).toBe(undisturbed.step([0.5], 0.01)[0]);
  }
  const session = model.session();
  expect(failure(() => session.run([1, 2], { dt: 0 })).message).toContain('dt is 0');
  expect(failure(() => session.run([1, 2], { dt: [1] })).message).toBe('expected one dt or 2, got 1');
  expect(failure(() => loadSync(network).run(new Float32Array(20))).message).toBe(
    'expected N = 17 inputs for each step, got 20 in all',
  );
});

test('a probe is a copy of the last evaluation', () => {
  const model = loadSync(leaky);
  expect(model.probes).toEqual(['drive']);
  const session = model.session();
  session.step([3], 0.1);
  const drive = session.probe('drive');
  expect([...drive]).toEqual([6]);
  session.step([4], 0.1);
  expect([...drive]).toEqual([6]);
  expect(session.probe('drive', drive)).toBe(drive);
  expect([...drive]).toEqual([8]);
  expect(failure(() => session.probe('tau')).message).toBe('there is no probe "tau" among [drive]');
  expect(failure(() => session.probe('drive', new Float32Array(2))).message).toContain(
    'has length 1, the array 2',
  );
});

test('a disposed session or model says so', () => {
  const model = loadSync(leaky);
  const [session, other] = [model.session(), model.session()];
  session.dispose();
  session.dispose();
  const uses: ((target: Session) => unknown)[] = [
    (target) => target.step([1]),
    (target) => target.run([1]),
    (target) => target.runInto([1], new Float32Array(1)),
    (target) => target.reset(),
    (target) => target.probe('drive'),
  ];
  for (const use of uses) expect(failure(() => use(session)).message).toContain('the session is disposed');
  other.step([1]);
  model.dispose();
  model.dispose();
  for (const use of uses) expect(failure(() => use(other)).message).toContain('the model is disposed');
  for (const use of [() => model.session(), () => model.run([1]), () => model.memory]) {
    expect(failure(use)).toMatchObject({ code: 'disposed' });
  }
  other.dispose();
});
