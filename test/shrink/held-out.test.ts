/** A blob's metadata give its task back, and data are split and read by it. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { readBlob } from '../../src/format/read.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { errorOf, heldOut, purposeOf } from '../../src/shrink/held-out.ts';
import { sourceOf } from '../../src/shrink/source.ts';
import { fitting } from '../../src/train/fitting.ts';
import { withGaps } from '../../src/train/samples.ts';
import { defineTask, type TaskOptions } from '../../src/train/task.ts';
import { taskMetadata } from '../../src/train/task-metadata.ts';
import { randomParameters } from '../models.ts';

const LENGTH = 200;
const channels = ['y', 'x', 'hour'];
const values = Float64Array.from({ length: 3 * LENGTH }, (_, i) => {
  const t = Math.floor(i / 3);
  if (i % 3 === 2) return t % 24;
  return (t * t + i) % 11 === 0 ? Number.NaN : Math.sin(0.3 * t + (i % 3));
});
const dataset: Dataset = {
  channels,
  recordings: [{ name: 'log', length: LENGTH, channels: 3, values, dt: null }],
};

const tasks: Record<string, TaskOptions> = {
  'a present sample': { targets: ['y'] },
  'the next of all': { next: true },
  'a lead of 6, the hour known': { targets: ['y'], lead: 6, known: ['hour'] },
  'a horizon of 3, the change learnt': { targets: ['y'], horizon: 3, known: ['hour'], learn: 'change' },
};

describe.each(Object.entries(tasks))('%s', (_, options) => {
  const blobOf = (policy: 'hold' | 'mask' | 'drop-row') => {
    const task = withGaps(defineTask(channels, options), dataset, policy);
    const network = buildNetwork({
      ...fitting(dataset, task),
      layers: [{ cell: cells.gru(), units: 4 }],
      readout: 'dense',
    });
    const parameters = randomParameters(network, 2);
    const metadata = { ...taskMetadata(task), timed: false };
    return { task, blob: compile(network, parameters, { metadata }).blob };
  };

  test.each(['hold', 'mask', 'drop-row'] as const)('%s', (policy) => {
    const { task, blob } = blobOf(policy);
    const model = loadSync(blob);
    expect(readBlob(blob).ignored).toEqual([]);
    const purpose = purposeOf(model);
    const { gaps, ...rest } = purpose.task;
    const { gaps: given, ...asked } = task;
    expect(rest).toEqual(asked);
    expect(gaps).toMatchObject({ policy, masked: given?.masked });
    gaps?.means.forEach((mean, i) => void expect(mean).toBeCloseTo(given?.means[i] ?? 0, 5));
    const data = heldOut(purpose, dataset, 'log.csv');
    expect(errorOf(model, data.test)).toBeGreaterThan(0);
    expect(sourceOf(blob, data)?.network.spec.residual).toEqual(fitting(dataset, task).residual);
  });
});
