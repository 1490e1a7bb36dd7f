/**
 * The next of 17 observations of HalfCheetah, as `meniscus train cheetah.npy --predict-next --scale-outputs common --validation
 * last` learns it: shares of the recordings in their order, inputs scaled each by its own deviation, outputs by one for all.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { recordings } from '../../src/data/recordings.ts';
import { split } from '../../src/data/split.ts';
import { meanSquaredError } from '../../src/measure/baselines.ts';
import { outputsOf } from '../../src/measure/predictor.ts';
import type { NetworkDescription } from '../../src/network/spec.ts';
import { npyTables } from '../../src/table/npy.ts';
import { fitting } from '../../src/train/fitting.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import { defineTask } from '../../src/train/task.ts';
import { type Case, fromTrained } from './cases.ts';

/** Test steps without a score at the beginning of a recording, as in `meniscus train`. */
const SCORED_FROM = 5;

/** @param path the recordings, [31, 1000, 17], of raminmh/liquid_time_constant_networks */
export function cheetah(path: string): Case {
  const dataset = recordings(npyTables(readFileSync(path), { file: basename(path) }), { time: null });
  const task = defineTask(dataset.channels, { next: true });
  const parts = split(dataset, { validation: 'last' });
  const [train, validation, all] = [parts.train, parts.validation, parts.test].map((part) =>
    sequencesOf(part, task),
  );
  const test = all.map((sequence) => ({ ...sequence, scoredFrom: SCORED_FROM }));
  const fitted = fitting(parts.train, task);
  const { mean, deviation } = fitted.outputNormalisation;
  const common = Math.sqrt(Array.from(deviation).reduce((sum, d) => sum + d * d, 0) / deviation.length);
  const model: NetworkDescription = {
    ...fitted,
    layers: [{ cell: 'ltc', units: 32, integrator: 'semi-implicit', unfolds: 6 }],
    readout: 'dense',
    outputNormalisation: { mean, deviation: Array.from(deviation, () => common) },
  };
  return {
    name: 'LTC-32, HalfCheetah',
    further: fromTrained,
    job: { model, train, validation, options: { rate: 0.01, epochs: 40, window: 32, stride: 16, batch: 16 } },
    errorOf: (predictor) =>
      meanSquaredError(
        test.map((sequence) => outputsOf(predictor, sequence)),
        test,
      ),
  };
}
