/** Snapshots: going on from one is what would have been without it, and what does not fit is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { crc32 } from '../../src/format/crc.ts';
import { buildNetwork } from '../../src/network/network.ts';
import {
  loadSync,
  MeniscusError,
  type Outputs,
  type Session,
  type SessionOptions,
} from '../../src/runtime/index.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { moduleOf } from '../interpreter/builds.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';
import { assemble, elman, leakyIntegrator, type Plan } from './blob-builder.ts';

const bits = (floats: Float32Array): Uint8Array => new Uint8Array(floats.buffer);
/** The ways to run a model that give the same bits. */
const ways = [
  ['simd', 'fast'],
  ['scalar', 'fast'],
  ['simd', 'small'],
  ['scalar', 'small'],
] as const;

function finite(run: () => Outputs): Outputs | null {
  try {
    return run();
  } catch (error) {
    if ((error as MeniscusError).code !== 'result') throw error;
    return null;
  }
}

describe('a run in pieces, each in another session, model and build, is the run in one', () => {
  test.each(layers)('%s', (_, layer) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.constantFrom('error' as const, 'hold' as const),
        (seed, length, cuts, missing) => {
          const network = smallModel(layer);
          const { blob } = compile(network, randomParameters(network, seed), { weights: 'q8' });
          const sequence = randomSequence(length, 3, 0, { dt: 0.05, seed });
          const inputs = sequence.inputs.map((x, i) => (missing === 'hold' && (i * seed) % 3 ? NaN : x));
          const dt = sequence.dt as Float64Array;
          const open = (i: number): Session => {
            const [build, weights] = ways[i % ways.length];
            return loadSync(blob, { interpreter: moduleOf(build), weights }).session({ missing });
          };
          const whole = open(seed);
          const want = finite(() => whole.run(inputs, { dt }));
          fc.pre(want !== null); // an explicit integrator may leave the finite numbers
          const got = new Float32Array(2 * length);
          const ends = [...cuts.map((cut) => Math.min(cut, length)).sort((a, b) => a - b), length];
          let session = open(0);
          ends.reduce((start, end, i) => {
            const next = open(i);
            next.restore(session.snapshot());
            session = next;
            got.set(session.run(inputs.slice(3 * start, 3 * end), { dt: dt.slice(start, end) }), 2 * start);
            return end;
          }, 0);
          expect(bits(got)).toEqual(bits(want as Float32Array));
          // the same state has the same bytes, whoever computed it
          expect(session.snapshot()).toEqual(whole.snapshot());
        },
      ),
      { numRuns: 6 },
    );
  });
});

function refusal(session: Session, snapshot: Uint8Array): string {
  const before = session.snapshot();
  try {
    session.restore(snapshot);
  } catch (error) {
    expect(error).toBeInstanceOf(MeniscusError);
    expect((error as MeniscusError).code).toBe('snapshot');
    expect(session.snapshot()).toEqual(before);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

const leaky = leakyIntegrator(0.5, 4);
const started = (plan: Plan = leaky, options?: SessionOptions) => {
  const model = loadSync(assemble(plan), { name: 'a.mns' });
  const session = model.session(options);
  session.step(new Float32Array(model.inputs).fill(0.3), 0.1);
  return session;
};
/** With the CRC-32 that it then has. */
function changed(snapshot: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const bytes = snapshot.slice();
  const view = new DataView(bytes.buffer);
  change(view);
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes.subarray(0, end), end), true);
  return bytes;
}

test.each([
  ['a state with compensation', leaky, 'error'],
  ['held inputs', elman(3), 'hold'],
] as const)('any flipped bit, any cut and any addition is refused: %s', (_, plan, missing) => {
  const snapshot = started(plan, { missing }).snapshot();
  const session = loadSync(assemble(plan)).session({ missing });
  session.step(new Float32Array(plan.ports[0].length).fill(1), 0.2);
  for (let bit = 0; bit < 8 * snapshot.length; bit++) {
    const flipped = snapshot.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    refusal(session, flipped);
  }
  for (let length = 0; length < snapshot.length; length++) refusal(session, snapshot.subarray(0, length));
  refusal(session, Uint8Array.of(...snapshot, 0));
  // from a place that is not aligned
  const shifted = new Uint8Array(snapshot.length + 3).subarray(3);
  shifted.set(snapshot);
  session.restore(shifted);
  expect(session.snapshot()).toEqual(snapshot);
  for (const same of [
    Buffer.from(snapshot),
    new DataView(shifted.buffer, 3) as unknown as Uint8Array,
    snapshot.slice().buffer,
  ]) {
    session.reset();
    session.restore(same);
    expect(session.snapshot()).toEqual(snapshot);
  }
});

test('what does not fit is refused by name', () => {
  const session = started();
  const snapshot = session.snapshot();
  const u32 = (at: number, value: number) => changed(snapshot, (view) => view.setUint32(at, value, true));
  const f32 = (at: number, value: number) => changed(snapshot, (view) => view.setFloat32(at, value, true));
  const heavier = { ...leaky, tensors: [{ rows: 1, data: [2.0000002] }] };
  const named = { ...leaky, metadata: { name: 'another', inputStatistics: { mean: [1] } } };
  const cases: [unknown, string][] = [
    [undefined, 'a.mns: the snapshot is refused: these bytes are no snapshot'],
    ['MNSS', 'these bytes are no snapshot'],
    [new Uint8Array(), 'these bytes are no snapshot'],
    [assemble(leaky), 'these bytes are no snapshot'],
    [u32(4, 7), 'it has another version (7, not 1)'],
    [snapshot.subarray(0, 50), 'it is cut short or damaged'],
    [snapshot.with(60, 1), 'it is cut short or damaged'],
    // as long as it says, with a CRC-32 that is right
    [
      changed(Uint8Array.of(...snapshot, 0, 0), (view) => view.setUint32(8, view.byteLength, true)),
      'damaged',
    ],
    [started(heavier).snapshot(), 'it is of another model'],
    [started(leakyIntegrator(0.5, 5)).snapshot(), 'it is of another model'],
    [u32(20, 2), 'it has other unfolds: load the model with as many (2, not 4)'],
    [u32(24, 1), 'it has other weights (1 is integer): load the model with these (1, not 0)'],
    [
      started(leaky, { missing: 'hold' }).snapshot(),
      "its session had another option 'missing': restore it into one like that",
    ],
    [u32(28, 16), 'its state has another size'],
    ...[Number.NaN, Infinity, -Infinity].flatMap((x): [Uint8Array, string][] =>
      [36, 52].map((at) => [f32(at, x), 'its numbers are not finite']),
    ),
  ];
  for (const [bytes, message] of cases) expect(refusal(session, bytes as Uint8Array)).toContain(message);
  const holding = started(leaky, { missing: 'hold' });
  expect(refusal(holding, snapshot)).toContain("its session had another option 'missing'");
  const held = changed(holding.snapshot(), (view) => view.setFloat32(68, Number.NaN, true));
  expect(refusal(holding, held)).toContain('not finite');
  // the model is that of the bytes when they were loaded
  const mine = assemble(leaky);
  const early = loadSync(mine);
  mine.fill(0);
  session.restore(early.session().snapshot());
  // metadata are information only
  session.restore(started(named).snapshot());
});

test('unfolds count as they are in force, and models as they run', () => {
  const bytes = assemble(leaky);
  const run = (options?: object) => {
    const session = loadSync(bytes, options).session();
    session.step([1], 0.3);
    return session;
  };
  run({ unfolds: 4 }).restore(run().snapshot());
  run({ unfolds: 2 }).restore(run({ unfolds: 2 }).snapshot());
  expect(refusal(run({ unfolds: 2 }), run().snapshot())).toContain('as many (4, not 2)');
  // two flipped signs, which weak sums miss
  const plan = elman(3);
  const [W, b] = plan.tensors;
  const two = W.data.map((x, i) => (i < 2 ? -x : x));
  expect(
    refusal(started(plan), started({ ...plan, tensors: [{ ...W, data: two }, b] }).snapshot()),
  ).toContain('of another model');
  // no matrix for integers: the option changes no bit
  loadSync(bytes, { weights: 'fast' })
    .session()
    .restore(run({ weights: 'integer' }).snapshot());
});

test('integer weights have bits of their own; fast and small are one', () => {
  const wide = {
    inputs: 40,
    outputs: 2,
    layers: [{ cell: cells.lstm(), units: 40 }],
    readout: 'dense',
  } as const;
  const network = buildNetwork(wide);
  const parameters = randomParameters(network);
  const sequence = randomSequence(20, 40);
  const ranges = calibrate(network, parameters, [sequence]);
  const { blob } = compile(network, parameters, { weights: 'i16', ranges });
  const session = (weights: 'fast' | 'small' | 'integer') => loadSync(blob, { weights }).session();
  const integers = session('integer');
  integers.run(sequence.inputs);
  expect(refusal(session('fast'), integers.snapshot())).toContain('load the model with these (1, not 0)');
  expect(refusal(integers, session('small').snapshot())).toContain('load the model with these (0, not 1)');
  session('integer').restore(integers.snapshot());
  session('fast').restore(session('small').snapshot());
});

test('a step that fails after restoring goes back to the restored state', () => {
  const plan = leakyIntegrator(0.01, 1);
  const [session, other] = [started(plan), started(plan)];
  other.step([-2], 0.001);
  session.restore(other.snapshot());
  expect(() => session.step([3e38])).toThrow('the state is as before the step');
  expect(session.snapshot()).toEqual(other.snapshot());
  expect(session.held).toBe(0);
});

test('the layout is that of docs/format.md', () => {
  const blob = assemble(elman(3));
  const session = loadSync(blob).session({ missing: 'hold' });
  const inputs = Float32Array.from({ length: 17 }, (_, i) => i / 16);
  session.step(inputs);
  const bytes = session.snapshot();
  const view = new DataView(bytes.buffer);
  const u32 = (at: number) => view.getUint32(at, true);
  expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('MNSS');
  const metadata = new DataView(blob.buffer).getUint32(layout.HEADER_METADATA_OFFSET, true);
  let id = 0xcbf29ce484222325n;
  for (const byte of blob.subarray(52, metadata)) id = ((id ^ BigInt(byte)) * 0x100000001b3n) % 2n ** 64n;
  expect(view.getBigUint64(12, true)).toBe(id);
  expect([4, 8, 20, 24, 28, 32].map(u32)).toEqual([1, bytes.length, 0, 0, 16, 17]);
  const floats = Array.from({ length: 21 }, (_, i) => view.getFloat32(36 + 4 * i, true));
  expect(floats).toEqual([...session.state('h'), 0, ...inputs]);
  expect(u32(120)).toBe(crc32(bytes.subarray(0, 120), 120));
  expect(bytes.length).toBe(124);
});

test('states whose names are the same are both kept', () => {
  const ports = leaky.ports.map((port) => ({ ...port, name: 'x' }));
  const session = started({ ...leaky, ports });
  expect(session.snapshot()).toEqual(started().snapshot());
});

test('a disposed session has no snapshot', () => {
  const session = started();
  const snapshot = session.snapshot();
  session.dispose();
  for (const use of [() => session.snapshot(), () => session.restore(snapshot)])
    expect(use).toThrow('the session is disposed');
});
