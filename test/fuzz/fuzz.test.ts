import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { counted, fuzz, next } from './fuzz.ts';
import { type Target, Violation } from './target.ts';
import { targets } from './targets/index.ts';

const folder = new URL('regressions/', import.meta.url);
/** Damaged inputs of each target that does not say how many. */
const INPUTS = 1000;
const regressions = readdirSync(folder).filter((name) => name.endsWith('.bin'));

test('what once went wrong goes wrong no more', async () => {
  for (const name of regressions) {
    const target = targets.find((one) => name.startsWith(`${one.name}-`)) as Target;
    expect(['accepted', 'refused'], name).toContain(
      await target.run(new Uint8Array(readFileSync(new URL(name, folder)))),
    );
  }
});

describe.each(targets.map((target) => [target.name, target] as const))('%s', (_, target) => {
  test('takes its good inputs', async () => {
    for (const bytes of target.corpus()) expect(await target.run(bytes.slice())).toBe('accepted');
  });

  test('damage is the same for the same seed, and not always refused', async () => {
    const [a, b] = [new Random(5), new Random(5)];
    const corpus = target.corpus();
    const outcomes = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const bytes = next(target, corpus, a);
      expect(next(target, corpus, b)).toEqual(bytes);
      outcomes.add(await target.run(bytes));
    }
    expect(outcomes.has('refused')).toBe(true);
  });
});

// by count, so that it is the same everywhere; npm run fuzz goes on by the clock
test.each(targets.map((target) => [target.name, target.inputs ?? INPUTS, target] as const))(
  '%s: %d damaged inputs find nothing',
  async (_, inputs, target) => {
    const [{ executions, accepted, crashers }] = await fuzz(
      [target],
      20_261_128,
      counted(inputs),
      () => true,
    );
    expect(crashers.map(({ error }) => `${error.name}: ${error.message}`)).toEqual([]);
    expect(executions).toBe(inputs);
    expect(accepted).toBeLessThan(inputs);
  },
);

test('a target that misbehaves is found', async () => {
  const broken: Target = {
    name: 'broken',
    corpus: () => [new Uint8Array(100)],
    run(bytes) {
      if (bytes.some((byte) => byte > 200)) throw new Violation('a large byte');
      return 'accepted';
    },
  };
  const [{ crashers }] = await fuzz([broken], 1, counted(100), ([{ crashers: found }]) => found.length > 0);
  expect(crashers[0].error.message).toBe('a large byte');
});
