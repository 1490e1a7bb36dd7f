/** The parts that `load` fetches when it needs them, where they cannot be fetched: as in service workers, or offline. */
import { afterEach, expect, test, vi } from 'vitest';
import { load } from '../../src/runtime/entries/simd.ts';
import { assemble, leakyIntegrator } from './blob-builder.ts';

const blob = assemble(leakyIntegrator(0.5, 4));

/** As if the file of a part were not there. */
function missing(part: string): void {
  vi.doMock(part, () => {
    throw new TypeError('Failed to fetch dynamically imported module');
  });
}

afterEach(() => {
  vi.doUnmock('../../src/runtime/validation-error.ts');
  vi.doUnmock('../../src/runtime/budget.ts');
});

test('without the words a refusal has its code, its numbers and the name', async () => {
  missing('../../src/runtime/validation-error.ts');
  await expect(load(blob.subarray(0, 90), { name: 'a.mns' })).rejects.toMatchObject({
    name: 'MeniscusError',
    code: 'truncated',
    message: expect.stringMatching(/^a\.mns: no model that this interpreter runs \(status \d+, /),
  });
});

test('without the part that measures a budget is an error that says so', async () => {
  missing('../../src/runtime/budget.ts');
  await expect(load(blob, { name: 'a.mns', budget: '1s' })).rejects.toMatchObject({
    code: 'budget',
    message: 'a.mns: the part that measures cannot be fetched',
  });
  // what needs none of it loads as ever
  expect((await load(blob)).run([1]).length).toBe(1);
});
