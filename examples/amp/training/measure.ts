/** The tables of README.md: how good the models are on sound that none was trained on, and what a block costs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineLine } from '../../../bench/run/machine.ts';
import { table } from '../../../src/charts/table.ts';
import { timesOf } from '../../../src/measure/latency.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { BLOCK } from '../page/messages.ts';
import { RATE } from '../teacher/performance.ts';
import { lessons, record } from '../teacher/recordings.ts';
import { baselines } from './baselines.ts';
import { emphasisedEsr, esr } from './esr.ts';
import { nameOf, sizes } from './train.ts';

/** Nanoseconds of a block. */
const DEADLINE = (1e9 * BLOCK) / RATE;

/** Three digits, small shares as powers. */
const digits = (x: number): string => x.toPrecision(2);

/** @param folder of the models @param milliseconds to time each */
export function measured(folder: string, milliseconds: number): string {
  const { train, test } = record();
  const [{ inputs, targets }] = test;
  const score = (output: ArrayLike<number>): string[] => [
    digits(esr(targets, output)),
    digits(emphasisedEsr(targets, output)),
  ];
  const models = sizes.map(nameOf).filter((name) => existsSync(join(folder, `${name}.mns`)));
  const loaded = models.map((name) => {
    const blob = readFileSync(join(folder, `${name}.mns`));
    return { name, blob, model: loadSync(blob) };
  });
  const block = Float32Array.from({ length: BLOCK }, (_, t) => inputs[RATE + t]);
  const output = new Float32Array(BLOCK);
  const times = timesOf(
    loaded.map(({ model }) => {
      const session = model.session();
      return () => session.runInto(block, output);
    }),
    milliseconds,
  );
  const rows = loaded.map(({ name, blob, model }, i) => [
    name,
    String(model.metadata.parameters),
    String(blob.length),
    ...score(model.run(inputs)),
    (times[i] / 1000).toFixed(1),
    `${((200 * times[i]) / DEADLINE).toFixed(1)} %`,
  ]);
  const plain = baselines(train).map(({ name, parameters, run }) => [
    name,
    String(parameters),
    '',
    ...score(run(inputs)),
    '',
    '',
  ]);
  const header = [
    '',
    'parameters',
    'blob, B',
    'ESR',
    'with pre-emphasis',
    `µs for ${BLOCK} frames`,
    'stereo, of the deadline',
  ];
  return [
    machineLine(),
    `${lessons.test} s of test at ${RATE} Hz; one session, medians of bursts that take turns`,
    '',
    table([header, ...rows, ...plain]),
  ].join('\n');
}
