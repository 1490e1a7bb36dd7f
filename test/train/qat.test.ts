/** Training with the weights that ship: what the trainer computes with is what the bytes of the blob stand for. */
import { describe, expect, test } from 'vitest';
import { cells, defineCell } from '../../src/cells/index.ts';
import { anyOf } from '../../src/check/shown.ts';
import { compile } from '../../src/compile/compile.ts';
import { factorOf, fold, type ParameterValues } from '../../src/compile/fold.ts';
import { type LowerOptions, lower } from '../../src/compile/lower.ts';
import { schedule } from '../../src/compile/schedule.ts';
import { isQuantised } from '../../src/compile/store.ts';
import { Random } from '../../src/data/random.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { readBlob } from '../../src/format/read.ts';
import { TOGETHER } from '../../src/graph/op.ts';
import { matrix, vector } from '../../src/graph/parameter.ts';
import type { Value } from '../../src/graph/value.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import type { Network } from '../../src/network/network.ts';
import { add, affine, scale, tanh } from '../../src/ops/index.ts';
import { type WeightType, weightTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { Evaluator, evaluate, evaluateWith } from '../../src/train/evaluate.ts';
import { fakeQuantiser } from '../../src/train/fake-quantise.ts';
import { mse } from '../../src/train/losses/index.ts';
import type { Window } from '../../src/train/sequence.ts';
import { Tape } from '../../src/train/tape.ts';
import { type Epoch, Trainer } from '../../src/train/trainer.ts';
import { lossesOfUnfolds } from '../../src/train/unfolds.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

const types = weightTypes.filter((type): type is Exclude<WeightType, 'f32'> => type !== 'f32');

/** How many of the weights that a blob's bytes stand for are those that were seen, times the factors of the export, in f32. */
function compareWithBytes(
  network: Network,
  parameters: ParameterValues,
  seen: ReadonlyMap<Value, Float64Array>,
  options: LowerOptions,
) {
  const { plan, constants } = lower(network, options);
  const folded = fold(network, plan.constants, parameters);
  const tensors = readBlob(compile(network, parameters, options).blob).tensors;
  let equal = 0;
  const unlike: string[] = [];
  constants.forEach((constant, i) => {
    if (!isQuantised(constant)) return;
    const bytes = weightsOf(tensors[i]);
    const { value } = constant;
    const compare = (at: number, computed: number): void => {
      if (Object.is(Math.fround(computed) + 0, bytes[at] + 0)) equal++;
      else unlike.push(`${tensors[i].name}[${at}]: ${Math.fround(computed)} for ${bytes[at]}`);
    };
    if (value.source.kind !== 'assembled') {
      (seen.get(value) as Float64Array).forEach((x, at) => {
        compare(at, x);
      });
      return;
    }
    const [, width = 1] = value.shape;
    for (const part of value.source.parts) {
      const [rows, columns = 1] = part.value.shape;
      const own = seen.get(part.value) as Float64Array;
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < part.columns; k++)
          compare(
            (part.row + r) * width + part.column + k,
            factorOf(part, r, folded) * own[r * columns + part.from + k],
          );
    }
  });
  return { equal, unlike };
}

function load(tape: Tape, network: Network, parameters: ParameterValues): void {
  let top = 0;
  for (const { name } of network.parameters) {
    const data = parameters.get(name) as Float64Array;
    tape.parameters.set(data, top);
    top += data.length;
  }
}

/** Runs one window forth and back with given parameters; returns its loss. */
const at = (backpropagation: Backpropagation, network: Network, window: Window) => ({
  tape: backpropagation.tape,
  run(parameters: ParameterValues, stored?: ReadonlyMap<Value, Float64Array>): number {
    load(backpropagation.tape, network, parameters);
    return backpropagation.run([window], stored);
  },
});

describe.each(types)('%s', (weights) => {
  test.each(layers)('%s: bytes → weights → what the trainer computes with', (_, layer) => {
    const network = smallModel(layer);
    const parameters = randomParameters(network, 3);
    for (const options of [{ weights }, { weights, sparse: true }]) {
      const seen = fakeQuantiser(network, options)(parameters);
      const { equal, unlike } = compareWithBytes(network, parameters, seen, options);
      expect(unlike).toEqual([]);
      expect(equal).toBeGreaterThanOrEqual(15);
    }
  });

  test.each(layers)('%s: the gradient is that at the stored weights, straight through', (_, layer) => {
    const network = smallModel(layer);
    const parameters = randomParameters(network, 3);
    const seen = fakeQuantiser(network, { weights })(parameters);
    const data = randomSequence(6, network.spec.inputs);
    const window = { sequence: 0, start: 0, length: 6 };
    const options = { loss: mse, batch: 1, warmup: 0, forcing: 1, regularisers: [] };
    const { tape, run } = at(new Backpropagation(network, [data], [window], options), network, window);
    run(parameters, seen);
    const gradient = tape.parameterGradients.slice();

    // where every stored weight is a parameter itself: as if these were the parameters
    if ([...seen.keys()].every(({ source }) => source.kind === 'parameter')) {
      const merged = new Map(parameters);
      for (const [{ source }, values] of seen)
        if (source.kind === 'parameter') merged.set(source.parameter.name, values);
      run(merged);
      expect(tape.parameterGradients).toEqual(gradient);
    }

    // whatever they are: the loss with stored weights that move as much as the unrounded ones do
    const order = schedule([...seen.keys()]).constants;
    const before = fold(network, order, parameters);
    const random = new Random(8);
    const direction = network.parameters.map(({ name, shape, mask }) => {
      const step = Float64Array.from({ length: shape[0] * (shape[1] ?? 1) }, () => random.normal());
      return [name, mask ? step.map((x, i) => x * mask[i]) : step] as const;
    });
    const moved = (e: number): number => {
      const there = new Map(
        direction.map(([name, step]) => [
          name,
          step.map((x, i) => (parameters.get(name)?.[i] as number) + e * x),
        ]),
      );
      const after = fold(network, order, there);
      const shift = (value: Value) => (x: number, i: number) =>
        x + ((after.get(value) as Float64Array)[i] - (before.get(value) as Float64Array)[i]);
      return run(there, new Map([...seen].map(([value, values]) => [value, values.map(shift(value))])));
    };
    const e = 1e-6;
    const finite = (moved(e) - moved(-e)) / (2 * e);
    const along = direction.flatMap(([, step]) => [...step]).reduce((sum, x, i) => sum + x * gradient[i], 0);
    expect(Math.abs(along - finite)).toBeLessThanOrEqual(1e-6 * Math.max(1, ...gradient.map(Math.abs)));
  });

  test('every lane of the tape computes with the stored weights, and the parameters come back', () => {
    const network = smallModel({ cell: cells['hlln-wide']() });
    const parameters = randomParameters(network, 4);
    const seen = fakeQuantiser(network, { weights })(parameters);
    // what is asked for has a copy for each lane
    const tape = new Tape(network, 3, [...seen.keys()], TOGETHER);
    load(tape, network, parameters);
    const latent = tape.parameters.slice();
    tape.prepare(seen);
    for (const [value, values] of seen) {
      const first = tape.address(value, 0);
      const read = tape.values.subarray(first, first + TOGETHER * values.length);
      expect([...read]).toEqual([...values].flatMap((x) => new Array<number>(TOGETHER).fill(x)));
    }
    expect(tape.parameters).not.toEqual(latent);
    tape.finish();
    expect(tape.parameters).toEqual(latent);
  });
});

const field = { cell: cells.ltc(), integrator: semiImplicit, unfolds: 2 };
const options = { epochs: 4, window: 20, stride: 10, batch: 4, rate: 0.02, seed: 5 } as const;
const sequence = (seed: number) => randomSequence(60, 3, 2, { seed });

describe('training', () => {
  test.each([
    ['q8', field, undefined],
    ['f16', { cell: cells.lstm() }, undefined],
    ['i16', { cell: cells['cfc-slim']() }, undefined],
    ['q8', { cell: cells['ltc-synaptic'](), integrator: semiImplicit, unfolds: 6 }, ['tau']],
  ] as const)('in %s: the blob computes what validation saw', (qat, layer, probes) => {
    const network = smallModel(layer);
    const trainer = new Trainer(network, [sequence(1)], [sequence(2)], {
      ...options,
      qat,
      exported: { probes },
    });
    while (!trainer.finished) trainer.epoch();
    const { bestParameters, exported } = trainer;
    const seen = fakeQuantiser(network, exported)(bestParameters);
    expect(compareWithBytes(network, bestParameters, seen, exported).unlike).toEqual([]);
    const { best } = trainer.history.at(-1) as Epoch;
    const stored = evaluateWith(new Evaluator(network, bestParameters, { constants: seen }), [sequence(2)]);
    expect(stored.loss).toBe(best);
    const { blob } = compile(network, bestParameters, exported);
    const [machine] = lossesOfUnfolds(network, blob, [sequence(2)], loadSync).slice(-1);
    if (machine !== undefined) expect(Math.abs(machine / best - 1)).toBeLessThan(1e-5);
    // without rounding it is another model
    expect(evaluate(network, bestParameters, [sequence(2)]).loss).not.toBe(best);
  });

  test('a resumed run ends with the same bits', () => {
    const make = () =>
      new Trainer(smallModel(field), [sequence(1)], [sequence(2)], {
        ...options,
        qat: 'q8',
        prune: { sparsity: 0.6, from: 1, until: 2 },
      });
    const whole = make();
    const checkpoints = [];
    while (!whole.finished) {
      whole.epoch();
      checkpoints.push(structuredClone(whole.checkpoint()));
    }
    for (const checkpoint of checkpoints) {
      const resumed = make();
      resumed.restore(checkpoint);
      while (!resumed.finished) resumed.epoch();
      expect(resumed.checkpoint()).toEqual(whole.checkpoint());
    }
  });

  test('goes on from weights that are there', () => {
    const network = smallModel(field);
    const from = randomParameters(network, 6);
    const trainer = new Trainer(network, [sequence(1)], [], { ...options, qat: 'q8', from });
    expect(trainer.currentParameters).toEqual(from);
    trainer.epoch();
    expect(trainer.currentParameters).not.toEqual(from);
    expect(() => new Trainer(network, [sequence(1)], [], { from: new Map([...from].slice(1)) })).toThrow(
      `parameter "${network.parameters[0].name}" is missing`,
    );
  });

  test('refuses a matrix that the blob stores twice, rounded differently', () => {
    // 0.3 and 0.7 go into the weights
    const twice = defineCell({
      kind: 'map',
      name: 'twice',
      source: 'this test',
      states: ({ units }) => ({ h: units }),
      parameters: ({ units }) => ({ W: matrix(units, units), b: vector(units) }),
      next({ p, state }) {
        const product = (of: Value, factor: number) => tanh(scale(affine(p.b, [p.W, of]), factor));
        const h = add(product(state.h, 0.3), product(tanh(state.h), 0.7));
        return { state: { h }, output: h };
      },
    });
    const trainer = new Trainer(smallModel({ cell: twice }), [sequence(1)], [], { ...options, qat: 'q8' });
    expect(() => trainer.epoch()).toThrow('qat: the matrix of W is stored twice');
  });

  test.each([
    [{ qat: 'f32' }, `qat must be ${anyOf(types)}, not "f32"`],
    [{ qat: 'q3' as 'q8' }, `qat must be ${anyOf(types)}, not "q3": did you mean "q8"?`],
    [
      { qat: 'q8', exported: { weights: 'f16' } },
      'qat is q8, but the blob will be exported in f16: take one type',
    ],
    [{ qat: 'q8', exported: { probes: ['omega'] } }, 'the model has no probe "omega": there are tau'],
  ] as const)('refuses %o', (more, message) =>
    expect(() => new Trainer(smallModel(field), [sequence(1)], [], { ...options, ...more })).toThrow(message),
  );
});
