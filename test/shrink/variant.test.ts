/** Blobs in other types and with fewer blocks: every one of them runs, and has the weights that it should. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { withCertificate } from '../../src/certify/stored.ts';
import { compile } from '../../src/compile/compile.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { readBlob } from '../../src/format/read.ts';
import { weightTypes } from '../../src/quantise/types.ts';
import { loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { frontier, type Point, search } from '../../src/shrink/search.ts';
import { blobOf, mayPrune, nameOf, original, type Variant } from '../../src/shrink/variant.ts';
import { sized } from '../full.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

describe.each(layers)('%s', (_, layer) => {
  const network = smallModel(layer);
  const contents = readBlob(compile(network, randomParameters(network, 4)).blob);
  const sequence = randomSequence(20, network.spec.inputs, 2, { dt: 0.5 });

  test('as it is, it has the same program and weights', () => {
    const same = readBlob(blobOf(contents, original(contents))!);
    expect(same.instructions).toEqual(contents.instructions);
    expect(same.tensors.map(({ bytes }) => bytes)).toEqual(contents.tensors.map(({ bytes }) => bytes));
    expect([same.multiplyAdds, same.transcendentals]).toEqual([
      contents.multiplyAdds,
      contents.transcendentals,
    ]);
  });

  property.prop(
    [
      fc.array(fc.tuple(fc.constantFrom(...weightTypes), fc.constantFrom(1, 0.6, 0.2)), {
        minLength: 12,
        maxLength: 12,
      }),
    ],
    { numRuns: sized({ always: 20, nightly: 100 }) },
  )('every variant is accepted and runs', (chosen) => {
    const variant: Variant = original(contents).map((choice, i) => {
      const [type, keep] = chosen[i % chosen.length];
      return choice && { type, keep: mayPrune(contents, i) ? keep : 1 };
    });
    const blob = blobOf(contents, variant)!;
    const made = readBlob(blob);
    made.tensors.forEach((tensor, i) => {
      const choice = variant[i];
      if (!choice) {
        expect(tensor.bytes).toEqual(contents.tensors[i].bytes);
        return;
      }
      expect(tensor.type).toBe(choice.type);
      const [before, after] = [weightsOf(contents.tensors[i]), weightsOf(tensor)];
      if (choice.keep === 1 && choice.type === 'f32') expect(after).toEqual(before);
    });
    // a state that grows without bound may leave the finite numbers, and is then told so
    try {
      loadSync(blob).run(sequence.inputs, { dt: sequence.dt ?? 1 });
    } catch (error) {
      expect(error).toBeInstanceOf(MeniscusError);
      expect((error as MeniscusError).code).toBe('result');
    }
  });
});

test('what was measured and proved of the weights before is not said of others', () => {
  const network = smallModel(layers[0][1]);
  const { blob } = compile(network, randomParameters(network, 4));
  const found = certify(blob, {
    inputs: Array.from({ length: network.spec.inputs }, () => [-1, 1]),
    dt: [0.1, 0.5],
  });
  if ('units' in found) throw new Error('no box was found');
  const contents = readBlob(withCertificate(blob, found));
  expect(contents.metadata).toHaveProperty('certified');
  expect(readBlob(blobOf(contents, original(contents))!).metadata).not.toHaveProperty('certified');
});

test('blocks that sum to least are left out', () => {
  const [, layer] = layers.find(([name]) => name.startsWith('gru'))!;
  const network = smallModel(layer);
  const contents = readBlob(compile(network, randomParameters(network, 4)).blob);
  const i = contents.tensors.findIndex((_, k) => mayPrune(contents, k));
  const variant = original(contents).map((choice, j) =>
    i === j && choice ? { ...choice, keep: 0.5 } : choice,
  );
  const { tensors } = readBlob(blobOf(contents, variant)!);
  const [before, after] = [weightsOf(contents.tensors[i]), weightsOf(tensors[i])];
  const gone = before.filter((w, k) => after[k] === 0 && w !== 0);
  const left = after.filter((w) => w !== 0);
  const mean = (values: Float64Array): number => values.reduce((sum, w) => sum + w * w, 0) / values.length;
  expect(gone.length).toBeGreaterThan(0);
  expect(mean(gone)).toBeLessThan(mean(left));
  expect(tensors[i].kind).toBe('panel-sparse');
});

test('the search asks for a variant once, in the same order, and stays within the limit on its way', () => {
  const network = smallModel(layers[0][1]);
  const contents = readBlob(compile(network, randomParameters(network, 4)).blob);
  const walk = () => {
    const asked: string[] = [];
    const points = [
      ...search(contents, 1.05, (variant, name) => {
        asked.push(name);
        const blob = blobOf(contents, variant)!;
        // an error that grows as bytes are saved
        return { bytes: blob.length, error: 1 + (2000 - blob.length) / 1e4 };
      }),
    ];
    return { asked, points };
  };
  const { asked, points } = walk();
  expect(new Set(asked).size).toBe(asked.length);
  expect(walk().asked).toEqual(asked);
  expect(points[0].name).toBe(nameOf(contents, original(contents)));
  expect(Math.min(...points.filter(({ error }) => error <= 1.05).map(({ bytes }) => bytes))).toBeLessThan(
    points[0].bytes,
  );
});

test('the frontier has what nothing smaller is better than', () => {
  const point = (bytes: number, error: number): Point => ({ bytes, error, name: '', variant: [] });
  const points = [point(3, 1), point(1, 3), point(2, 3), point(2, 2), point(4, 1)];
  expect(frontier(points).map(({ bytes, error }) => [bytes, error])).toEqual([
    [1, 3],
    [2, 2],
    [3, 1],
  ]);
});
