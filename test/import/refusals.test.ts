/** Tensors that cannot be imported, and what the message says of them. */
import { describe, expect, test } from 'vitest';
import { Draw, drawn, families } from './cases/index.ts';
import { matrix, type Tensors, vector } from './reference.ts';
import { said, saidOf } from './refused.ts';
import { checkpointOf, without } from './state-dict.ts';

const isMatrix = (tensors: Tensors, name: string): boolean => typeof tensors[name][0] !== 'number';

describe.each(Object.keys(families))('of %s', (family) => {
  describe.each([0, 1, 2, 3, 4, 5])('random checkpoint %i', (seed) => {
    const { tensors, config } = families[family](new Draw(seed));
    const names = Object.keys(tensors);

    test('every tensor that is missing, except where a class may do without', async () => {
      for (const name of names) {
        const message = await said(without(tensors, name), { config });
        // a mapping, a backbone, a memory or a projection that is not there is one that the configuration contradicts
        expect(message, name).toMatch(
          /is missing|expected|the configuration says|is of no known class|belongs? to no/,
        );
      }
    });

    test('every tensor with a row more', async () => {
      for (const name of names) {
        const longer = isMatrix(tensors, name)
          ? [...matrix(tensors, name), matrix(tensors, name)[0]]
          : [...vector(tensors, name), 0];
        expect(await said({ ...tensors, [name]: longer }, { config }), name).toMatch(
          /expected .*found|the configuration says|has no column for an input|but only \d+ units|is missing/,
        );
      }
    });

    test('every tensor with another number of sizes', async () => {
      for (const name of names) {
        const turned = isMatrix(tensors, name) ? matrix(tensors, name).flat() : [vector(tensors, name)];
        const message = await said({ ...tensors, [name]: turned }, { config });
        expect(message, name).toMatch(/expected .*found/);
        expect(message).toContain(`tensor "${name}"`);
      }
    });

    test('every tensor with a NaN', async () => {
      for (const name of names) {
        const bytes = checkpointOf(tensors);
        // the last element of the tensor, in data that follows the header as the names do
        const before = names.slice(0, names.indexOf(name) + 1).map((one) => tensors[one].flat().length);
        const data = 8 + Number(Buffer.from(bytes).readBigUInt64LE());
        const end = data + 4 * before.reduce((sum, n) => sum + n, 0);
        new DataView(bytes.buffer).setFloat32(end - 4, Number.NaN, true);
        const last = tensors[name].flat().length - 1;
        expect(await saidOf(bytes, { config })).toContain(
          `tensor "${name}", element ${last} of ${last + 1}, is NaN`,
        );
      }
    });

    test('a tensor too many', async () => {
      expect(await said({ ...tensors, 'head.weight': [[1]] }, { config })).toMatch(
        /tensor "head\.weight" belongs to no .*(--readout|leave them out)/,
      );
      expect(await said({ ...tensors, one: [1], two: [2] }, { config })).toContain(
        'tensor "one" and 1 more belong to',
      );
    });

    test('every mask that holds something else than 0 and 1', async () => {
      for (const name of names.filter((name) => name.endsWith('mask'))) {
        const mask = matrix(tensors, name).map((row) => [...row]);
        mask[0][0] = 0.5;
        expect(await said({ ...tensors, [name]: mask }, { config })).toContain(
          `tensor "${name}": element 0 is 0.5, but a mask has only 0 (no synapse) and 1`,
        );
      }
    });
  });
});

test('a tensor behind a dropout is named as the file names it', async () => {
  const one = drawn(
    'cfc',
    ({ tensors, config }) => config.class === 'CfCCell' && 'backbone.5.weight' in tensors,
  );
  const message = await said({ ...one.tensors, 'backbone.5.bias': [1, 2] }, { config: one.config });
  expect(message).toMatch(/tensor "backbone\.5\.bias": expected shape \[\d+\], found \[2\]/);
});
