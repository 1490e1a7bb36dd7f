/** Sessions as Web Streams stages. */
import { expect, test, vi } from 'vitest';
import {
  loadSync,
  MeniscusError,
  type Outputs,
  type Reading,
  type Session,
} from '../../src/runtime/index.ts';
import { assemble, leakyIntegrator } from './blob-builder.ts';

const model = loadSync(assemble(leakyIntegrator(0.5, 4)), { name: 'leaky.mns' });
const readings = Array.from({ length: 50 }, (_, t) => ({ input: [Math.sin(t)], dt: 0.01 * (1 + (t % 7)) }));
const inputs = readings.map(({ input }) => input[0]);

/** All that a source gives through a stage. */
async function through<R, O>(source: Iterable<R>, stage: TransformStream<R, O>): Promise<O[]> {
  const values = source[Symbol.iterator]();
  const readable = new ReadableStream<R>({
    pull(controller) {
      const { value, done } = values.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const out: O[] = [];
  const reader = readable.pipeThrough(stage).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return out;
    out.push(value);
  }
}

const numbers = (outputs: Outputs[]): number[] => outputs.flatMap((one) => [...one]);

test('readings come out as run gives them, with their own dt, the one of all, or 1', async () => {
  const stream = (options?: object) => model.session().stream(options);
  const dt = readings.map((one) => one.dt);
  expect(numbers(await through(readings, stream()))).toEqual([...model.run(inputs, { dt })]);
  const bare: Reading[] = inputs.map((x, i) => (i % 2 ? [x] : Float64Array.of(x)));
  expect(numbers(await through(bare, stream()))).toEqual([...model.run(inputs)]);
  const some: Reading[] = readings.map((one, i) => (i % 2 ? one : { input: one.input }));
  expect(numbers(await through(some, stream({ dt: 0.2 })))).toEqual([
    ...model.run(inputs, { dt: dt.map((own, i) => (i % 2 ? own : 0.2)) }),
  ]);
});

test('output makes what comes out, of the outputs and the reading', async () => {
  const session = model.session();
  const timed = readings.map((one, at) => ({ ...one, at }));
  const output = ([y]: Outputs, { at }: (typeof timed)[number]) => [at, y, session.probe('drive')[0]];
  const out = await through(timed, session.stream({ output }));
  const plain = model.session();
  expect(out).toEqual(
    timed.map(({ input, dt, at }) => [at, plain.step(input, dt)[0], plain.probe('drive')[0]]),
  );
  const failing = session.stream({
    output() {
      throw new RangeError('mine');
    },
  });
  await expect(through(timed, failing)).rejects.toThrow(new RangeError('mine'));
});

test('an error names the reading, and the session is as before it', async () => {
  const cases: [unknown, string, string][] = [
    [[Number.NaN], 'input', 'reading 2: input 0 is NaN'],
    [[1, 2], 'input', 'reading 2: expected N = 1 inputs, got 2'],
    [{ input: [1], dt: -1 }, 'dt', 'reading 2: dt is -1'],
    [{ input: [1], dt: Number.NaN }, 'dt', 'reading 2: dt is NaN'],
    [7, 'input', 'reading 2: '],
    [null, 'input', 'reading 2: '],
    [{ input: null }, 'input', 'reading 2: '],
    [{}, 'input', 'reading 2: expected an array of numbers, N = 1 for each step, got object'],
  ];
  for (const [bad, code, message] of cases) {
    const session = model.session();
    const error = await through([[1], [2], bad, [3]] as Reading[], session.stream()).catch((one) => one);
    expect(error).toBeInstanceOf(MeniscusError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    const undisturbed = model.session();
    undisturbed.run([1, 2]);
    expect(session.snapshot()).toEqual(undisturbed.snapshot());
    // a new stream goes on, and counts anew
    expect(numbers(await through([[3]], session.stream()))).toEqual([...undisturbed.step([3])]);
  }
  const session = model.session();
  const stream = session.stream();
  session.dispose();
  await expect(through([[1]], stream)).rejects.toMatchObject({ code: 'disposed' });
});

test('holds what is missing if its session does', async () => {
  const session = model.session({ missing: 'hold' });
  const out = await through([[1], [Number.NaN], [2]], session.stream({ dt: 0.1 }));
  expect(numbers(out)).toEqual([...model.run([1, 1, 2], { dt: 0.1 })]);
});

test('nothing is read ahead of who reads the outputs', async () => {
  let steps = 0;
  const session = model.session();
  const output = () => ++steps;
  const writer = session.stream({ output });
  const sink = writer.writable.getWriter();
  const reader = writer.readable.getReader();
  const writes = Promise.all([sink.write([1]), sink.write([2]), sink.write([3])]);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  await settled();
  expect(steps).toBe(0);
  for (let want = 1; want <= 3; want++) {
    expect(await reader.read()).toEqual({ value: want, done: false });
    await settled();
    expect(steps).toBe(want);
  }
  await writes;
});

test('a host without Web Streams is told what to do', () => {
  const session: Session = model.session();
  vi.stubGlobal('TransformStream', undefined);
  expect(() => session.stream()).toThrow('this host has no TransformStream: call step() for each reading');
  vi.unstubAllGlobals();
});
