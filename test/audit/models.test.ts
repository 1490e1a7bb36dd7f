import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Setting } from '../../audit/claim.ts';
import { find } from '../../audit/claim.ts';
import { claims } from '../../audit/claims/index.ts';
import { blobsOf } from '../../audit/measure.ts';
import { runJob } from '../../src/jobs/job.ts';
import { runsOf } from '../../src/jobs/tuning.ts';
import { machinePredictor } from '../../src/measure/predictor.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { cheetah, recordings } from '../cheetah.ts';

const read = (name: string) => readFileSync(new URL(`../../models/${name}`, import.meta.url));
/** The models are those of the full run. */
const full: Setting = { effort: 'full', files: recordings };
const kept = claims.flatMap(({ name, make }) => {
  const claim = make(full);
  return (claim.models ?? []).map((model) => ({
    ...model,
    name,
    claim,
    ...find(claim, model.panel, model.contender),
  }));
});

test('every model has a claim, but for the first one of the README', () => {
  const there = readdirSync(new URL('../../models', import.meta.url)).filter((name) => name.endsWith('.mns'));
  const expected = kept.map(({ file }) => `${file}.mns`);
  expect(there.sort()).toEqual(
    [...expected, 'greenhouse.mns', ...(cheetah ? [] : ['ltc-half-cheetah.mns'])].sort(),
  );
});

test.skipIf(!cheetah)('the model of HalfCheetah is among those measured here', () => {
  expect(kept.map(({ file }) => file)).toContain('ltc-half-cheetah');
});

describe.each(kept.map((k) => [k.file, k] as const))('models/%s', (file, { name, panel }) => {
  const card = read(`${file}.md`).toString();
  const blob = read(`${file}.mns`);
  /** Cells of the card's table by the first one. */
  const rows = new Map(
    card
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| test') && !line.startsWith('| ---'))
      .map((line) => {
        const cells = line.split('|').map((cell) => cell.trim());
        return [cells[1], cells.slice(2, -1).map(Number)];
      }),
  );

  test('the card says what the blob does in WebAssembly, and what the baselines do', () => {
    const machine = loadSync(blob);
    const [[first, ours], ...others] = rows;
    expect(first).toContain('in WebAssembly');
    const errors = panel.evaluate(machinePredictor(machine));
    expect(ours.slice(1)).toEqual(panel.metrics.map((m) => Number(errors[m.key].toPrecision(5))));
    expect(ours[0]).toBe(machine.metadata.parameters);
    expect(card).toContain(`Blob ${blob.length} bytes`);
    expect(card).toContain(
      `${machine.memory.residentBytes} bytes in memory and ${machine.memory.sessionBytes} a session`,
    );
    const baselines = panel.baselines();
    expect(others).toHaveLength(baselines.length);
    for (const { name: baseline, parameters, errors: of } of baselines)
      expect(rows.get(baseline)).toEqual([
        parameters,
        ...panel.metrics.map((m) => Number(of[m.key].toPrecision(5))),
      ]);
  });

  test('the card gives the command', () => {
    expect(card).toMatch(new RegExp(`audit -- --claim ${name}.* --fresh --models models`));
  });
});

test('the oscillator’s blob, made again from its seed, is the same bytes', () => {
  const model = kept.find((k) => k.file === 'ltc-oscillator');
  if (!model) throw new Error('there is no ltc-oscillator');
  const { contender, weights } = model;
  const { parameters } = runJob(runsOf(contender, contender.job.options)[0]);
  const { [weights]: blob } = blobsOf(contender, new Map(parameters));
  expect(Buffer.from(blob).equals(read('ltc-oscillator.mns'))).toBe(true);
});
