/** Inputs that are missing, held at the last value they had: against a plain reference. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSync, type Session } from '../../src/runtime/index.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const N = 17;
const mean = Array.from({ length: N }, (_, i) => i / 8 - 1);
const network = (metadata: Record<string, unknown> = { inputStatistics: { mean } }) =>
  loadSync(assemble({ ...elman(4), metadata }));

const reading = fc.oneof(
  { weight: 3, arbitrary: fc.float({ min: -2, max: 2, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
);
const rowsOf = fc.array(fc.array(reading, { minLength: N, maxLength: N }), { minLength: 1, maxLength: 300 });

/** The rows without holes. */
function filled(rows: number[][], first: number[]): number[][] {
  let last = first;
  return rows.map((row) => (last = row.map((x, i) => (Number.isNaN(x) ? last[i] : x))));
}

test('holding equals a session that gets the last values itself, step by step and in runs of any length', () => {
  const model = network();
  fc.assert(
    fc.property(rowsOf, fc.nat(300), (rows, cut) => {
      const plain = model.session();
      const [stepped, run] = [model.session({ missing: 'hold' }), model.session({ missing: 'hold' })];
      const want = filled(rows, mean).map((row) => [...plain.step(row, 0.5)]);
      const missing = rows.map((row) => row.filter(Number.isNaN).length);
      rows.forEach((row, t) => {
        expect([...stepped.step(row, 0.5)]).toEqual(want[t]);
        expect(stepped.held).toBe(missing[t]);
      });
      const parts = [rows.slice(0, cut), rows.slice(cut)].map((part) => run.run(part.flat(), { dt: 0.5 }));
      expect(parts.flatMap((part) => [...part])).toEqual(want.flat());
      expect(run.held).toBe(missing.at(-1));
      expect([...model.run(rows.flat(), { dt: 0.5, missing: 'hold' })]).toEqual(want.flat());
      for (const session of [plain, stepped, run]) session.dispose();
    }),
    { numRuns: 30 },
  );
});

test('before a value: the mean in training, or 0 where the metadata do not say', () => {
  const rows = [new Array(N).fill(Number.NaN)];
  const zeros = new Array(N).fill(0);
  const cases: [Record<string, unknown>, number[]][] = [
    [{ inputStatistics: { mean } }, mean],
    [{ inputStatistics: { mean: mean.slice(0, 3) } }, [...mean.slice(0, 3), ...zeros.slice(3)]],
    ...[{}, { inputStatistics: null }, { inputStatistics: 'none' }, { inputStatistics: { mean: null } }].map(
      (metadata): [Record<string, unknown>, number[]] => [metadata, zeros],
    ),
    [{ inputStatistics: { mean: ['a', 1e300, null, {}] } }, zeros],
  ];
  for (const [metadata, first] of cases) {
    const model = network(metadata);
    const session = model.session({ missing: 'hold' });
    const want = [...model.run(first)];
    expect([...session.run(rows[0])]).toEqual(want);
    session.step(new Array(N).fill(1));
    session.reset();
    expect(session.held).toBe(0);
    expect([...session.step(rows[0])]).toEqual(want);
  }
});

test('a step that fails changes nothing of what is held', () => {
  const model = loadSync(assemble(leakyIntegrator(0.01, 1)));
  const failing: ((session: Session) => unknown)[] = [
    (session) => session.step([Infinity]),
    (session) => session.step([-1e39]),
    (session) => session.step([3e38]),
    (session) => session.step([5], -1),
    (session) => session.step([5, 5]),
    (session) => session.run([Infinity, 5], { dt: 0.001 }),
    (session) => session.run([5, 5], { dt: [0, 0.001] }),
    (session) => session.run([3e38, Number.NaN]),
  ];
  for (const fail of failing) {
    const [session, undisturbed] = [model.session({ missing: 'hold' }), model.session({ missing: 'hold' })];
    for (const one of [session, undisturbed]) one.run([0.7, Number.NaN], { dt: 0.001 });
    expect(() => fail(session)).toThrow();
    expect(session.held).toBe(1);
    expect(session.step([Number.NaN], 0.001)).toEqual(undisturbed.step([Number.NaN], 0.001));
  }
  const session = model.session({ missing: 'hold' });
  expect(() => session.run([0.25, Number.NaN, Infinity, 9], { dt: 0.001 })).toThrow(
    'step 2: input 0 is Infinity',
  );
  const same = model.session();
  same.run([0.25, 0.25], { dt: 0.001 });
  expect(session.held).toBe(1);
  expect(session.step([Number.NaN], 0.001)).toEqual(same.step([0.25], 0.001));
});

test('by default NaN is an error, and unknown ways are refused', () => {
  const model = network();
  for (const options of [undefined, {}, { missing: 'error' } as const]) {
    const session = model.session(options);
    expect(() => session.step(new Array(N).fill(Number.NaN))).toThrow('input 0 is NaN');
    session.step(mean);
    expect(session.held).toBe(0);
  }
  expect(() => model.session({ missing: 'skip' as never })).toThrow(
    'missing must be hold, mean, mask, drop-row, error, not skip',
  );
});
