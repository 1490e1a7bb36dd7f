/** A reader written from docs/format.md alone finds in every blob what the writer put there, and refuses damaged ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { Random } from '../../src/data/random.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { readBlob } from '../../src/format/read.ts';
import { blocksOf } from '../../src/format/sparse.ts';
import { tensorKinds } from '../../src/format/write.ts';
import { storageOf, weightTypes } from '../../src/quantise/types.ts';
import { withInitialState } from '../initial-state.ts';
import { fresh, open } from '../interpreter/builds.ts';
import { blobOf, farModel } from '../origins.ts';
import { modelNames, modelPath } from '../runtimes/bundle.ts';
import { blobsIn, type Named } from './blobs.ts';
import { frozen, versions } from './corpus.ts';
import { damage, seal } from './corrupt.ts';
import { type Answer, pythonPresent, type Read, readByPython } from './python.ts';
import { trained } from './trained.ts';

const here = pythonPresent();

/** What the library reads of a blob, in the words of the reader in Python. */
function readHere(blob: Uint8Array): Read {
  const { header, metadata, instructions, tensors, ports, origins, initialState } = readBlob(blob);
  return {
    header,
    metadata,
    instructions: instructions.map(({ name, form, n, k, out, inputs, immediate, activations }) => ({
      op: name,
      form,
      n,
      k,
      out: name === 'end' ? null : { arena: out },
      in: [...inputs, ...Array(L.OPERANDS - inputs.length).fill(null)],
      ...(name.startsWith('affine') ? { activations } : { immediate }),
    })),
    tensors: tensors.map((tensor) => {
      const { name, type, kind, rows, columns, segments, offset, bytes } = tensor;
      const weights = weightsOf(tensor);
      return {
        name,
        type,
        kind,
        rows,
        columns,
        segments,
        offset,
        bytes: bytes.length,
        blocks: blocksOf(tensor) ?? null,
        weights: Array.from({ length: rows }, (_, i) => [
          ...weights.subarray(i * columns, (i + 1) * columns),
        ]),
      };
    }),
    ports,
    origins,
    initialState: initialState && [...initialState],
  };
}

const refusedOf = (answer: Answer): string | null => ('refused' in answer ? answer.refused : null);

/** `toStrictEqual` tells −0 from +0, so equal numbers are equal bits. */
async function compare(blobs: readonly Named[]): Promise<void> {
  const answers = await readByPython(blobs.map(({ blob }) => blob));
  blobs.forEach(({ name, blob }, i) => {
    expect(refusedOf(answers[i]), name).toBeNull();
    expect(answers[i], name).toStrictEqual({ file: expect.any(String), ...readHere(blob) });
  });
}

describe.skipIf(!here)('the reader in Python', () => {
  const withOrigins: [string, Uint8Array] = ['gru with origins', blobOf(farModel())];
  const started: [string, Uint8Array] = ['lstm with an initial state', withInitialState().blob];
  const damageable = [...trained, withOrigins, started];

  test('reads the origins and the initial state of the draft', () =>
    compare([withOrigins, started].map(([name, blob]) => ({ name, blob }))));

  test('lists every tensor of every model', () =>
    compare(modelNames.map((name) => ({ name, blob: readFileSync(modelPath(name)) }))));

  test.each(versions)('lists every tensor of the blobs from when version %i was frozen', (version) =>
    compare(frozen(version)),
  );

  test.each(weightTypes)('lists every tensor of every cell in %s', (weights) => compare(blobsIn(weights)));

  test('has seen every kind of tensor in every type that it may have', () => {
    const seen = new Set<string>();
    for (const weights of weightTypes)
      for (const { blob } of blobsIn(weights))
        for (const { kind, type } of readBlob(blob).tensors) seen.add(`${kind} ${type}`);
    const may = tensorKinds.flatMap((kind) =>
      weightTypes
        .filter((type) =>
          kind === 'vector' ? storageOf(type).vectors : kind !== 'levels' || storageOf(type).integers,
        )
        .map((type) => `${kind} ${type}`),
    );
    expect([...seen].sort()).toEqual(may.sort());
  });

  test.each(damageable)('refuses 200 damaged copies of %s, with a reason', async (_, blob) => {
    const random = new Random(17);
    const damaged = Array.from({ length: 200 }, () => damage(blob, random));
    const answers = await readByPython(damaged.map(({ bytes }) => bytes));
    answers.forEach((answer, i) => {
      expect(refusedOf(answer), damaged[i].what).toMatch(/^(magic|header|version|total bytes|CRC-32): ./);
    });
  });

  /** What the reader checks in full; of an instruction it does not know every rule. */
  const checked: readonly number[] = [
    L.ERROR_HEADER,
    L.ERROR_TENSOR,
    L.ERROR_WEIGHT,
    L.ERROR_PORT,
    L.ERROR_LOOP,
    L.ERROR_WORK,
    L.ERROR_ORIGIN,
    L.ERROR_INITIAL,
  ];

  test.each(damageable)(
    'with a right CRC it agrees with the interpreter about 500 of %s',
    async (_, blob) => {
      const random = new Random(23);
      const damaged = Array.from({ length: 500 }, () => {
        const { what, bytes } = damage(blob, random);
        return { what, bytes: seal(bytes, { length: bytes.length !== blob.length }) };
      });
      const answers = await readByPython(damaged.map(({ bytes }) => bytes));
      const opened = damaged.map(({ bytes }) => {
        const machine = fresh('simd');
        const status = open(machine, bytes);
        // what a step writes follows from the instructions
        const ofInstructions = status === L.ERROR_PORT && machine.detail(1) & L.DETAIL_CONTENT;
        return ofInstructions ? L.ERROR_INSTRUCTION : status;
      });
      let compared = 0;
      answers.forEach((answer, i) => {
        const { what, bytes } = damaged[i];
        const refused = refusedOf(answer);
        if (opened[i] === L.OK && !refused?.startsWith('metadata: ')) {
          expect(refused, what).toBeNull();
          // metadata that break the schema are left out here; the reader in Python only checks that they are JSON
          if (readBlob(bytes).ignored.length === 0) {
            expect(answer, what).toStrictEqual({ file: expect.any(String), ...readHere(bytes) });
            compared++;
          }
        }
        if (checked.includes(opened[i])) expect(refused, what).not.toBeNull();
      });
      expect(compared).toBeGreaterThan(5);
      expect(opened.filter((status) => status === L.OK).length).toBeGreaterThan(10);
      expect(opened.filter((status) => checked.includes(status)).length).toBeGreaterThan(10);
    },
  );
});
