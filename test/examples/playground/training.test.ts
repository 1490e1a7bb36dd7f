/** What the playground's workers do, without a browser: preparing, training in slices, and the blobs that come of it. */
import { describe, expect, test } from 'vitest';
import type { FromTrainer } from '../../../examples/playground/page/messages.ts';
import { baselinesOf, prepare, specOf } from '../../../examples/playground/page/prepare.ts';
import type { Settings, TaskSource } from '../../../examples/playground/page/tasks.ts';
import { livingProbes, sizesOf, Training } from '../../../examples/playground/page/training.ts';
import { type CellName, cells } from '../../../src/cells/index.ts';
import { lorenz96 } from '../../../src/data/lorenz96.ts';
import { sines } from '../../../src/data/sines.ts';
import { integrators } from '../../../src/integrators/index.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { weightTypes } from '../../../src/quantise/types.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { Trainer } from '../../../src/train/trainer.ts';

const settings: Settings = {
  cell: 'ltc',
  units: 4,
  integrator: 'semi-implicit',
  unfolds: 2,
  epochs: 3,
  rate: 0.02,
  seed: 5,
};
const source: TaskSource = {
  name: 'sines',
  about: '',
  data: () => ({ channels: ['y'], recordings: [sines({ length: 200 })] }),
  targets: [],
  ahead: true,
  settings,
  windows: { window: 20, stride: 20, batch: 2, warmup: 2 },
};
const prepared = prepare(source);

/** Runs a training to its end, on a clock that moves by a millisecond with every look. */
function learn(chosen: Settings): FromTrainer[] {
  const heard: FromTrainer[] = [];
  let time = 0;
  const now = (): number => time++;
  const training = new Training(prepared, chosen, (message) => heard.push(message));
  while (training.slice(now));
  training.models('finished', now);
  return heard;
}
const of = <K extends FromTrainer['kind']>(heard: readonly FromTrainer[], kind: K) =>
  heard.filter((message): message is Extract<FromTrainer, { kind: K }> => message.kind === kind);

describe('preparing a task', () => {
  test('splits one recording in time, streams all of it, and marks where the parts begin', () => {
    const { train, validation, test, measured, marks } = prepared;
    expect([train, validation, test].map(([{ length }]) => length)).toEqual([139, 29, 29]);
    expect(measured.stream.map(({ length }) => length)).toEqual([199]);
    expect(marks).toEqual([
      { sequence: 0, step: 140, label: 'validation' },
      { sequence: 0, step: 170, label: 'test' },
    ]);
  });

  test('streams only what was not trained on where there are recordings for each part', () => {
    const recordings = Array.from({ length: 5 }, (_, seed) => lorenz96({ size: 4, steps: 30, seed }));
    const channels = ['a', 'b', 'c', 'd'];
    const { measured, test: last, marks } = prepare({ ...source, data: () => ({ channels, recordings }) });
    const { stream } = measured;
    expect(stream).toEqual(last);
    expect(stream[0].inputs.subarray(0, 4)).toEqual(recordings[4].values.subarray(0, 4));
    expect(marks).toEqual([]);
  });

  test('scores baselines on the test part in units, and on validation as the trainer does', () => {
    const all = baselinesOf(prepared);
    const { deviation } = prepared.fitted.outputNormalisation!;
    const named = (name: string) => all.find((one) => one.name === name)!;
    expect(all.map(({ name }) => name)).toContain('linear, 3 lags');
    expect(named('linear, 3 lags').mse).toBeLessThan(named('persistence').mse);
    const [{ targets, length }] = prepared.validation;
    let sum = 0;
    for (let t = 5; t < length; t++) sum += (targets[t] - targets[t - 1]) ** 2;
    expect(named('persistence').validation).toBeCloseTo(sum / (length - 5) / deviation[0] ** 2, 12);
  });

  test('refuses data that leave nothing to score', () => {
    const short = () => ({ channels: ['y'], recordings: [sines({ length: 30 })] });
    expect(() => prepare({ ...source, data: short })).toThrow(/sines: too few rows: its validation part/);
  });
});

describe('training in slices', () => {
  test('ends with the weights that the trainer itself has, in every type', () => {
    const heard = learn(settings);
    const [{ blobs, epoch }] = of(heard, 'models');
    const { epochs, rate, seed } = settings;
    const trainer = new Trainer(
      buildNetwork(specOf(prepared, settings)),
      prepared.train,
      prepared.validation,
      {
        epochs,
        rate,
        seed,
        ...prepared.windows,
      },
    );
    while (!trainer.finished) trainer.epoch();
    expect(trainer.history[epoch - 1].validation).toBe(Math.min(...trainer.history.map((e) => e.validation)));
    const progress = of(heard, 'progress');
    expect(progress.flatMap(({ epochs }) => epochs)).toEqual(trainer.history);
    expect(progress.flatMap(({ losses }) => losses)).toHaveLength(progress[progress.length - 1].updates);
    expect(Object.keys(blobs).sort()).toEqual([...weightTypes].sort());
    const outputs = Object.values(blobs).map((blob) => loadSync(blob).run([0.5, 0.2, -0.1])[2]);
    for (const y of outputs) expect(y).toBeCloseTo(outputs[0], 1);
    expect(blobs.q8!.length).toBeLessThan(blobs.f32!.length);
  });

  test('shows the weights as they come, and the first ones are those of the sizes', () => {
    const heard = learn({ ...settings, epochs: 40 });
    const shown = of(heard, 'weights');
    expect(shown.length).toBeGreaterThan(1);
    const { untrained, parameters } = sizesOf(prepared, settings);
    expect(parameters).toBe(of(heard, 'started')[0].parameters);
    const first = (blob: Uint8Array): number => loadSync(blob).run([0.5])[0];
    expect(new Set([untrained, ...shown.map(({ blob }) => blob)].map(first)).size).toBe(shown.length + 1);
  });

  const choices = (Object.keys(cells) as CellName[]).flatMap((cell) =>
    cells[cell]().kind === 'field'
      ? integrators.map(({ name }) => [cell, name] as const)
      : [[cell, integrators[0].name] as const],
  );
  test.each(choices)(
    'every choice of the form makes a model that trains and runs: %s, %s',
    (cell, integrator) => {
      // the state of hlln is its input's prediction, that of cfc-wired has to hold the output's neurons
      const units = cell === 'hlln' ? 1 : 6;
      const heard = learn({ ...settings, cell, integrator, units });
      const [{ blobs }] = of(heard, 'models');
      const model = loadSync(blobs.f32!);
      expect(model.run(prepared.measured.stream[0].inputs).every(Number.isFinite)).toBe(true);
      expect(model.probes).toEqual(
        livingProbes(buildNetwork(specOf(prepared, { ...settings, cell, integrator, units }))),
      );
    },
  );

  test('refuses what cannot be, in the words of the cell', () => {
    expect(() => sizesOf(prepared, { ...settings, cell: 'hlln' })).toThrow(
      /as many units as inputs, 1, not 4/,
    );
    expect(() => sizesOf(prepared, { ...settings, units: Number.NaN })).toThrow();
  });
});
