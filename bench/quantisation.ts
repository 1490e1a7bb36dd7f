/**
 * `npm run bench:quantisation [-- --cheetah cheetah.npy] [--json]`: compares models in f32, i16, q8 and q4:
 * bytes, test errors by plain and compensated rounding and by quantisation-aware training, times of a step, and smaller
 * models in 4 bits in place of large ones in f32. Trainings are cached in .cache/trainings, as those of the audit.
 */
import { parseArgs } from 'node:util';
import { claimedCases } from './quantisation/cases.ts';
import { cheetah } from './quantisation/cheetah.ts';
import { type Measured, measure, type Timed, time } from './quantisation/measure.ts';
import { candidatesTable, changesTable, errorsTable, timesTable } from './quantisation/print.ts';
import { forCheetah, forSines } from './quantisation/small.ts';
import { candidate, inQ4, inQ8, reached, type Target } from './quantisation/targets.ts';
import { SEEDS, trainCases } from './quantisation/train.ts';
import { jsonOption, report } from './run/report.ts';

/** Of the error in f32: what rounding alone may add to it in q8, and training in q4. */
const MOST = { q8: 0.01, q4: 0.05 };

const { values } = parseArgs({
  options: { ...jsonOption, cheetah: { type: 'string' } },
});
const { json, cheetah: path } = values;
if (path === undefined)
  console.error('HalfCheetah is left out: --cheetah FILE names its recordings, an NPY file');

const claimed = claimedCases();
const recorded = path === undefined ? [] : [cheetah(path)];
// the longest trainings first, so that no core waits for them at the end
const large = [...recorded, ...Object.values(claimed)];
const replacements = [...recorded.map(forCheetah), forSines(claimed.ltc)];

const trained = await trainCases([...large, ...replacements.flatMap(({ tried }) => tried)]);
const measured = new Map(trained.map((one) => [one.of, measure(one)]));
const of = (one: (typeof large)[number]): Measured => measured.get(one) as Measured;
const results = large.map(of);
const times = new Map<string, readonly Timed[]>();
for (const one of trained.slice(0, large.length)) times.set(one.of.name, await time(one));
const small = replacements.map(({ replaces, limit, tried }) => ({
  title: `${limit.of === 'stripped' ? 'stripped blob' : 'weights'} ≤ ${limit.bytes} B for ${replaces.name}`,
  tried: tried.map((one) => candidate(of(one), of(replaces), limit)),
}));
const targets: readonly (readonly [aim: string, targets: readonly Target[]])[] = [
  [`q8 by rounding alone, error ≤ +${100 * MOST.q8} %`, results.map((one) => inQ8(MOST.q8, one))],
  [`q4 trained, error ≤ +${100 * MOST.q4} %`, results.map((one) => inQ4(MOST.q4, one))],
  ...small.map(({ title, tried }) => [title, [reached(tried)]] as const),
];

const met = ([aim, all]: (typeof targets)[number]): string =>
  [aim, ...all.map(({ text, met }) => `  ${met ? 'met   ' : 'missed'}  ${text}`)].join('\n');
report(
  json,
  { results, times: [...times], small, targets },
  () =>
    `\n${SEEDS.length} seeds: medians [least, most]\n\n${[
      errorsTable(results),
      changesTable(results),
      timesTable(results, times),
      ...small.map(({ title, tried }) => candidatesTable(title, tried)),
      targets.map(met).join('\n'),
    ].join('\n\n')}`,
);
