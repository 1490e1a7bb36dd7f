/** Measures the trained models once they are stored: bytes, errors on the test data, times. */

import { type CompileOptions, compile } from '../../src/compile/compile.ts';
import type { ParameterValues } from '../../src/compile/fold.ts';
import { readBlob } from '../../src/format/read.ts';
import { machinePredictor } from '../../src/measure/predictor.ts';
import { storageOf, type WeightType } from '../../src/quantise/types.ts';
import { loadSync, type Weights } from '../../src/runtime/index.ts';
import { alternate, type Burst, inProcess, ratioOf, type Spread, spreadOf } from '../step/measure.ts';
import type { Further } from './cases.ts';
import type { Trained } from './train.ts';

/** Mean squared errors on the test data, one for each seed. */
type Errors = readonly number[];

export interface Stored {
  readonly type: WeightType;
  readonly bytes: { readonly weights: number; readonly blob: number; readonly stripped: number };
  readonly nearest: Errors;
  /** Null where there are no levels to choose. */
  readonly compensated: Errors | null;
  /** Trained further in this type: in f32 without rounding, to compare with. */
  readonly further: { readonly way: Further; readonly errors: Errors };
}

export interface Measured {
  readonly name: string;
  readonly parameters: number;
  /** In f32, as first trained. */
  readonly f32: Errors;
  readonly stored: readonly Stored[];
}

type Storing = Pick<CompileOptions, 'weights' | 'rounding' | 'recorded' | 'strip'>;

/** Blobs of a trained case. */
function blobsOf({ of, network }: Trained) {
  const sparse = of.job.options.prune !== undefined;
  return (parameters: ParameterValues, storing: Storing): Uint8Array =>
    compile(network, parameters, { ...storing, sparse }).blob;
}

export function measure(trained: Trained): Measured {
  const { of, network, first, further } = trained;
  const blobOf = blobsOf(trained);
  const errorOf = (blob: Uint8Array): number => {
    const machine = loadSync(blob);
    const error = of.errorOf(machinePredictor(machine));
    machine.dispose();
    return error;
  };
  const nearestOf = (weights: WeightType): Errors =>
    first.map(({ parameters }) => errorOf(blobOf(parameters, { weights })));
  const stored = [...further].map(([weights, { way, parameters }]): Stored => {
    const whole = blobOf(parameters[0], { weights });
    const compensated = first.map(({ parameters: p, recorded }) =>
      weights === 'f32' ? 0 : errorOf(blobOf(p, { weights, rounding: 'compensated', recorded })),
    );
    return {
      type: weights,
      bytes: {
        weights: readBlob(whole).tensors.reduce((sum, { bytes }) => sum + bytes.length, 0),
        blob: whole.length,
        stripped: blobOf(parameters[0], { weights, strip: true }).length,
      },
      nearest: nearestOf(weights),
      compensated: weights === 'f32' ? null : compensated,
      further: { way, errors: parameters.map((p) => errorOf(blobOf(p, { weights }))) },
    };
  });
  return { name: of.name, parameters: network.parameterCount, f32: nearestOf('f32'), stored };
}

export interface Timed {
  readonly type: WeightType;
  readonly held: Weights;
  readonly nanoseconds: Spread;
  /** By a step in f32, paired. */
  readonly byF32: Spread;
}

const heldAs = (type: WeightType): readonly Weights[] =>
  storageOf(type).small ? ['fast', 'small'] : ['fast'];

/** Times the steps of the first seed's blobs, alternating. To be called when nothing else runs. */
export async function time(trained: Trained): Promise<Timed[]> {
  const { of, first, further } = trained;
  const [{ inputs, length, dt }] = of.job.validation;
  const width = inputs.length / length;
  const rows = Array.from({ length }, (_, t) => inputs.slice(t * width, (t + 1) * width));
  const bursts = new Map<string, Burst>();
  const engines = [...further.keys()].flatMap((type) => {
    const blob = blobsOf(trained)(first[0].parameters, { weights: type });
    return heldAs(type).map((held) => {
      const session = loadSync(blob, { weights: held }).session();
      bursts.set(
        `${type} ${held}`,
        inProcess((x: Float64Array) => session.step(x, dt?.[0] ?? 1), rows),
      );
      return { type, held };
    });
  });
  const times = await alternate(bursts, { burstMs: 0.25, totalMs: 1500, warmUpMs: 40, leastSteps: 5 });
  const f32 = times.get('f32 fast') as number[];
  return engines.map(({ type, held }): Timed => {
    const each = times.get(`${type} ${held}`) as number[];
    return { type, held, nanoseconds: spreadOf(each), byF32: ratioOf(each, f32) };
  });
}
