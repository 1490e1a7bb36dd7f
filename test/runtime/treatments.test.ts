/** Sessions through gaps by the policy of the blob: each against a strict session that is given what the policy makes of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import type { MissingPolicy } from '../../src/check/missing.ts';
import { compile } from '../../src/compile/compile.ts';
import { watch } from '../../src/runtime/entries/health.ts';
import { loadSync, type Session } from '../../src/runtime/index.ts';
import { BUILDS, moduleOf } from '../interpreter/builds.ts';
import { randomParameters, smallModel } from '../models.ts';
import { blobOf, farModel, inputOrigins } from '../origins.ts';
import { assemble, leakyIntegrator } from './blob-builder.ts';

/** Three readings; the first and the third had gaps, so two more inputs for each. */
const [N, masked] = [3, [0, 2]];
const mean = [0.5, -1, 2];
const blobWith = (missing: object, inputs = N) => {
  const deviation = Array(inputs).fill(1);
  const inputNormalisation = { mean: [...mean, 0.1, 4, 0.1, 5].slice(0, inputs), deviation };
  const network = smallModel({ cell: cells.gru() }, { inputs, inputNormalisation });
  return compile(network, randomParameters(network, 3), { metadata: { missing } }).blob;
};
const plain = (policy: MissingPolicy) => blobWith({ policy });
const masking = blobWith({ policy: 'mask', masked }, N + 4);

const value = fc.float({ min: -2, max: 2, noNaN: true });
const reading = fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const row = fc.record({
  input: fc.array(reading, { minLength: N, maxLength: N }),
  dt: fc.constantFrom(0.25, 0.5, 1, 3),
});
const rows = fc.array(row, { minLength: 1, maxLength: 40 });
type Row = { input: number[]; dt: number };

/** What a strict session gets for each row, by the policy; null for a row that is left out. */
const prepared: Record<'hold' | 'mean' | 'mask' | 'drop-row', (rows: readonly Row[]) => (Row | null)[]> = {
  hold: (all) => {
    let last = mean;
    return all.map(({ input, dt }) => {
      last = input.map((x, i) => (Number.isNaN(x) ? last[i] : x));
      return { input: last, dt };
    });
  },
  mean: (all) =>
    all.map(({ input, dt }) => ({ input: input.map((x, i) => (Number.isNaN(x) ? mean[i] : x)), dt })),
  mask: (all) => {
    const since = masked.map(() => 0);
    return prepared.hold(all).map((one, t) => {
      const { input, dt } = all[t];
      const derived = masked.flatMap((i, k) => {
        const missing = Number.isNaN(input[i]);
        since[k] = missing ? since[k] + dt : 0;
        return [Number(missing), since[k]];
      });
      return one && { input: [...one.input, ...derived], dt };
    });
  },
  'drop-row': (all) => {
    let waited = 0;
    return all.map(({ input, dt }) => {
      if (input.some(Number.isNaN)) {
        waited += dt;
        return null;
      }
      const one = { input, dt: waited + dt };
      waited = 0;
      return one;
    });
  },
};
const policies = Object.keys(prepared) as (keyof typeof prepared)[];
const blobs = Object.fromEntries(policies.map((one) => [one, one === 'mask' ? masking : plain(one)]));

/** The outputs of a strict session; of a row that is left out those before it, or NaN. */
function wanted(session: Session, steps: (Row | null)[]): number[][] {
  let last = [Number.NaN, Number.NaN];
  return steps.map((one) => (last = one ? [...session.step(one.input, one.dt)] : last));
}

/** The readings as a host passes them: the derived inputs are anything. */
const passed = (input: number[], junk: number): number[] =>
  junk < 0 ? input : [...input, Number.NaN, 0, junk, Number.NaN];

describe.each(policies)('%s', (policy) => {
  const model = loadSync(blobs[policy]);
  const junk = policy === 'mask' ? 7 : -1;

  test('is the default, and equals a strict session that gets what the policy makes', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const strict = model.session({ missing: 'error' });
        const sessions = [model.session(), model.session({ missing: policy })];
        const want = wanted(strict, prepared[policy](all));
        for (const session of sessions) {
          const got = all.map(({ input, dt }) => {
            const outputs = [...session.step(passed(input, junk), dt)];
            expect(session.held).toBe(input.filter(Number.isNaN).length);
            return outputs;
          });
          expect(got).toEqual(want);
        }
        const inputs = all.flatMap(({ input }) => passed(input, junk));
        const dt = all.map((one) => one.dt);
        expect([...model.run(inputs, { dt })]).toEqual(want.flat());
        for (const one of [strict, ...sessions]) one.dispose();
      }),
      { numRuns: 50 },
    );
  });

  test('goes on from a snapshot anywhere, in every build', () => {
    fc.assert(
      fc.property(rows, fc.nat(40), (all, cut) => {
        const whole = model.session();
        const want = all.map(({ input, dt }) => [...whole.step(passed(input, junk), dt)]);
        const parts = BUILDS.map((build) => loadSync(blobs[policy], { interpreter: moduleOf(build) }));
        let saved = parts[0].session().snapshot();
        const got = all.map(({ input, dt }, t) => {
          const session = parts[(t + cut) % parts.length].session();
          session.restore(saved);
          const outputs = [...session.step(passed(input, junk), dt)];
          saved = session.snapshot();
          session.dispose();
          return outputs;
        });
        expect(got).toEqual(want);
        whole.dispose();
      }),
      { numRuns: 20 },
    );
  });

  test('a step that fails changes nothing of it', () => {
    const gap = passed([Number.NaN, 1, 1], junk);
    const full = passed([1, 1, 1], junk);
    for (const fail of [
      (session: Session) => session.step(passed([Infinity, 1, 1], junk), 1),
      (session: Session) => session.step(full, -1),
      (session: Session) => session.step(gap, -1),
      (session: Session) => session.step(gap, Number.NaN),
      (session: Session) => session.run([...full, ...gap], { dt: [0, 1] }),
    ]) {
      const [session, undisturbed] = [model.session({ stale: 2 }), model.session({ stale: 2 })];
      for (const one of [session, undisturbed]) one.run([...full, ...gap]);
      expect(() => fail(session)).toThrow(/dt is|input 0 is/);
      expect(session.held).toBe(1);
      expect(session.snapshot()).toEqual(undisturbed.snapshot());
      expect([...session.step(gap, 2)]).toEqual([...undisturbed.step(gap, 2)]);
      expect(session.stale).toEqual([0]);
      expect([...session.step(full, 2)]).toEqual([...undisturbed.step(full, 2)]);
    }
  });

  test('reset begins anew', () => {
    const session = model.session();
    const all = [
      [Number.NaN, 1, Number.NaN],
      [1, 1, 1],
      [1, Number.NaN, 1],
    ].map((one) => passed(one, junk));
    const outputs = () => all.map((one) => [...session.step(one, 2)]);
    const first = outputs();
    session.reset();
    expect(session.held).toBe(0);
    expect(outputs()).toEqual(first);
  });

  test('a stream goes on through gaps', async () => {
    const all = [
      [Number.NaN, 1, 1],
      [1, 1, 1],
      [1, 1, Number.NaN],
    ].map((one) => passed(one, junk));
    const session = model.session();
    const want = all.map((one) => [...session.step(one, 2)]);
    const stage = model.session().stream({ dt: 2 });
    const source = new ReadableStream<number[]>({
      start: (controller) => {
        for (const one of all) controller.enqueue(one);
        controller.close();
      },
    });
    const got: number[][] = [];
    for await (const outputs of source.pipeThrough(stage)) got.push([...outputs]);
    expect(got).toEqual(want);
  });
});

test('error is strict, also where the blob has a policy, and takes derived inputs as they are', () => {
  for (const blob of [plain('hold'), masking]) {
    const model = loadSync(blob);
    const row = Array.from({ length: model.inputs }, () => Number.NaN);
    expect(() => model.session({ missing: 'error' }).step(row)).toThrow('input 0 is NaN');
    expect(() => model.run(row, { missing: 'error' })).toThrow('step 0: input 0 is NaN');
  }
  const model = loadSync(masking);
  const told = (since: number) => [
    ...model.session({ missing: 'error' }).step([1, 1, 1, 0, 0, Number(since > 0), since]),
  ];
  expect(told(3)).not.toEqual(told(0));
  expect([...model.session().step([1, 1, 1, 0, 0, 1, 3])]).toEqual(told(0));
});

test('metadata that do not fit say nothing: then missing inputs are errors', () => {
  const wrong: unknown[] = [
    null,
    'hold',
    [],
    { policy: 'guess' },
    { policy: 'mask', masked: 3 },
    { policy: 'mask', masked: [0, 1, 2, 3] },
    { policy: 'hold', masked: [-1] },
    { policy: 'hold', masked: [0.5] },
    { policy: 'hold', masked: ['0'] },
  ];
  for (const missing of wrong) {
    const model = loadSync(blobWith(missing as object));
    expect(() => model.session().step([Number.NaN, 1, 1]), JSON.stringify(missing)).toThrow('input 0 is NaN');
    model.session({ missing: 'hold' }).step([Number.NaN, 1, 1]);
  }
});

test('a mean beyond the first value, not the last value', () => {
  const model = loadSync(plain('hold'));
  const session = model.session({ missing: 'mean' });
  const strict = model.session({ missing: 'error' });
  for (const one of [session, strict]) one.step([1, 1, 1]);
  expect([...session.step([Number.NaN, 1, 1])]).toEqual([...strict.step([mean[0], 1, 1])]);
});

test('a row that is left out is as if it had not been, but for its time', () => {
  const model = loadSync(assemble(leakyIntegrator(0.01, 1)));
  const session = model.session({ missing: 'drop-row' });
  expect([...session.step([Number.NaN], 0.25)]).toEqual([Number.NaN]);
  const [first] = [...session.step([2], 0.25)];
  expect(first).toBe(model.session().step([2], 0.5)[0]);
  expect([...session.step([Number.NaN], 9)]).toEqual([first]);
  expect(() => session.step([3e38], 1)).toThrow('not finite');
  expect([...session.step([Number.NaN], 1)]).toEqual([first]);
});

test('outputs far from zero come again as they were', () => {
  const model = loadSync(blobOf(farModel()));
  const session = model.session({ missing: 'drop-row' });
  expect([...session.step([Number.NaN, 0, 0])]).toEqual([Number.NaN, Number.NaN]);
  const outputs = [...session.step([...inputOrigins])];
  expect(outputs[0]).toBeLessThan(-6e6);
  expect([...session.step([inputOrigins[0], Number.NaN, inputOrigins[2]])]).toEqual(outputs);
});

describe('stale', () => {
  const model = loadSync(plain('hold'));
  const gap = [Number.NaN, 1, Number.NaN];

  test('after so many missing readings in a row, until one comes', () => {
    for (const missing of ['hold', 'mean', 'drop-row'] as const) {
      const session = model.session({ missing, stale: 2 });
      const seen = [gap, gap, [Number.NaN, 1, 1], [1, 1, 1], gap].map((one) => {
        session.step(one);
        return session.stale;
      });
      expect(seen).toEqual([[], [0, 2], [0], [], []]);
      session.run([...gap, ...gap]);
      expect(session.stale).toEqual([0, 2]);
      session.reset();
      expect(session.stale).toEqual([]);
    }
  });

  test('of no derived input, and of none without the option', () => {
    const session = loadSync(masking).session({ stale: 1 });
    session.step(Array(N + 4).fill(Number.NaN));
    expect(session.stale).toEqual([0, 1, 2]);
    const unasked = model.session();
    unasked.run([...gap, ...gap, ...gap]);
    expect(unasked.stale).toEqual([]);
  });

  test('is in the health, by name', () => {
    const named = loadSync(
      compile(smallModel({ cell: cells.gru() }), randomParameters(smallModel({ cell: cells.gru() })), {
        metadata: { inputs: ['north', 'east', 3], missing: { policy: 'hold' } },
      }).blob,
    );
    const watched = watch(named.session({ stale: 3 }), named);
    watched.run([...gap, ...gap]);
    expect(watched.health).toMatchObject({ held: 4, stale: [] });
    watched.step(gap);
    expect(watched.health).toMatchObject({ held: 6, stale: ['north', 'input 2'] });
  });
});

test('what does not fit is refused', () => {
  const model = loadSync(plain('hold'));
  const refused = (options: object, message: string) => expect(() => model.session(options)).toThrow(message);
  refused({ missing: 'skip' }, 'missing must be hold, mean, mask, drop-row, error, not skip');
  refused({ missing: 'mask' }, 'mask needs a model that was trained with it');
  refused({ stale: 0 }, 'stale must be a whole number ≥ 1, not 0');
  refused({ stale: 1.5 }, 'stale must be a whole number ≥ 1, not 1.5');
  refused({ missing: 'error', stale: 2 }, 'stale needs missing inputs to be no errors');
  const drops = model.session({ missing: 'drop-row' });
  expect(() => drops.restore(model.session().snapshot())).toThrow("another option 'missing'");
  expect(() => model.session().restore(drops.snapshot())).toThrow("another option 'missing'");
});
