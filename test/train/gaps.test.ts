/** Gaps are filled in training as a session of the trained model fills them. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { fitting } from '../../src/train/fitting.ts';
import { sequencesOf, withGaps } from '../../src/train/samples.ts';
import { defineTask } from '../../src/train/task.ts';
import { taskMetadata } from '../../src/train/task-metadata.ts';
import { randomParameters } from '../models.ts';

const LENGTH = 60;
const random = new Random(8);
const values = Float64Array.from({ length: 3 * LENGTH }, (_, i) =>
  i % 3 < 2 && random.next() < 0.3 ? Number.NaN : random.normal(),
);
const dt = Float64Array.from({ length: LENGTH }, () => 0.5 + random.next());
const log: Dataset = {
  channels: ['a', 'b', 'y'],
  recordings: [{ name: 'log', length: LENGTH, channels: 3, values, dt }],
};

test.each(['hold', 'mean', 'mask', 'drop-row'] as const)('%s', (policy) => {
  const task = withGaps(defineTask(log.channels, { targets: ['y'] }), log, policy);
  const network = buildNetwork({
    ...fitting(log, task),
    layers: [{ cell: 'ctrnn', units: 5 }],
    readout: 'dense',
  });
  const parameters = randomParameters(network, 2);
  const metadata = { ...taskMetadata(task), timed: true };
  const session = loadSync(compile(network, parameters, { metadata }).blob).session();
  const given: number[] = [];
  for (let t = 0; t < LENGTH; t++) {
    const derived = task.inputs.slice(2).map(() => Number.NaN);
    const row = [...values.subarray(3 * t, 3 * t + 2)];
    const [output] = session.step([...row, ...derived], dt[t]);
    if (policy !== 'drop-row' || row.every(Number.isFinite)) given.push(output);
  }
  const [filled] = sequencesOf(log, task);
  const wanted = new Evaluator(network, parameters).outputs(filled);
  expect(given).toHaveLength(filled.length);
  given.forEach((y, t) => void expect(y).toBeCloseTo(wanted[t], 4));
});
