/**
 * `npm run bench:cost [-- --json --write]`: predicts the time of a step from terms that `src/format/cost-model.ts` counts in its
 * program. Measures every case of the step benchmark in one run, fits the terms' constants by least squares of relative
 * errors, and prints predicted by measured. `--write` puts the constants where `meniscus inspect` reads them.
 */
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import { predict, type TermName, type Terms, termNames, termsOf } from '../src/format/cost-model.ts';
import { fitNonNegative } from './cost/fit.ts';
import { measureSteps } from './cost/measure.ts';
import { writeConstants } from './cost/write.ts';
import { thisMachine } from './run/machine.ts';
import { jsonOption, report } from './run/report.ts';
import { nameOf } from './step/case.ts';

const { values: options } = parseArgs({
  options: { ...jsonOption, write: { type: 'boolean', default: false } },
});

const measured = await measureSteps();
const terms = measured.map(({ blob }) => termsOf(blob));
const fitted = fitNonNegative(
  terms.map((each) => termNames.map((name) => each[name])),
  measured.map(({ nanoseconds }) => nanoseconds),
);
const nanoseconds = Object.fromEntries(
  termNames.map((name, i): [TermName, number] => [name, Number(fitted[i].toPrecision(4))]),
) as Terms;
const results = measured.map(({ cell, inputs, units, nanoseconds: took }, i) => {
  const predicted = predict(terms[i], nanoseconds);
  return { cell, inputs, units, nanoseconds: took, predicted, error: predicted / took - 1 };
});
const worst = results.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
const { cpu, node } = thisMachine();
const constants = {
  cpu,
  node,
  date: new Date().toISOString().slice(0, 10),
  worst: Math.abs(worst.error),
  nanoseconds,
};

const percent = (x: number): string => `${x < 0 ? '−' : '+'}${Math.abs(100 * x).toFixed(1)} %`;
report(options.json, { ...constants, results }, () =>
  [
    '\nns per step, medians of alternating bursts',
    table([
      ['cell (N, H)', 'measured', 'predicted', 'error'],
      ...results.map((r) => [nameOf(r), r.nanoseconds.toFixed(0), r.predicted.toFixed(0), percent(r.error)]),
    ]),
    table([['term', 'ns each'], ...termNames.map((name) => [name, String(nanoseconds[name])])]),
    `worst: ${percent(worst.error)}, ${nameOf(worst)}`,
  ].join('\n\n'),
);
if (options.write) console.error(`wrote ${writeConstants(constants)}`);
