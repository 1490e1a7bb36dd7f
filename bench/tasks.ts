/**
 * `npm run bench:tasks`: what training without a flag achieves, on eight tasks with marks to pass: medians over three seeds,
 * beside the best linear map and the last value. `-- --cell ltc,gru --task sine --seeds 1` takes some of them.
 */
import { parseArgs } from 'node:util';
import { type CellName, cells } from '../src/cells/index.ts';
import { table } from '../src/charts/table.ts';
import { median } from '../src/data/sequence.ts';
import { jsonOption, report } from './run/report.ts';
import { tasks } from './tasks/index.ts';
import { seeds as allSeeds, type BenchTask } from './tasks/task.ts';
import { type Baseline, baselinesOf, prepare, type Trained, trainOn } from './tasks/train.ts';

interface Row {
  readonly task: string;
  readonly pass: number;
  readonly classes: boolean;
  readonly baselines: readonly Baseline[];
  readonly trained: readonly { readonly cell: string; readonly runs: readonly Trained[] }[];
}

const { values } = parseArgs({
  options: {
    ...jsonOption,
    cell: { type: 'string', default: 'ltc,gru' },
    task: { type: 'string' },
    seeds: { type: 'string', default: allSeeds.join() },
  },
});
const names = chosen('--cell', values.cell, Object.keys(cells)) as CellName[];
const wanted = values.task === undefined ? tasks.map(({ name }) => name) : values.task.split(',');
const seeds = values.seeds.split(',').map(Number);
chosen(
  '--task',
  wanted.join(),
  tasks.map(({ name }) => name),
);

const rows = tasks.filter(({ name }) => wanted.includes(name)).map(measure);
report(values.json, { tasks: rows }, () => `\n${text(rows)}`);

function measure(bench: BenchTask): Row {
  const prepared = prepare(bench);
  const trained = names.map((cell) => ({
    cell,
    runs: seeds.map((seed) => {
      const run = trainOn(prepared, cell, seed);
      console.error(
        `${bench.name}, ${cell}, seed ${seed}: ${run.error.toPrecision(3)}, validation ${run.validation.toPrecision(3)}, ` +
          `${run.updates} updates in ${run.seconds.toFixed(1)} s`,
      );
      return run;
    }),
  }));
  return {
    task: bench.name,
    pass: bench.mark.pass,
    classes: bench.classes !== undefined,
    baselines: baselinesOf(prepared),
    trained,
  };
}

/** A row for each task and cell, then the ratio of LTC's to GRU's error. */
function text(all: readonly Row[]): string {
  const of = ({ trained }: Row, cell: string): number | undefined => {
    const runs = trained.find((one) => one.cell === cell)?.runs;
    return runs && median(runs.map(({ error }) => error));
  };
  const lines = table([
    ['task', 'baselines', ...names.map((cell) => `${cell}, median [all seeds]`), 'mark', 'passes'],
    ...all.map((row) => [
      row.task,
      row.baselines.map(({ name, error }) => `${name} ${error.toPrecision(3)}`).join('; '),
      ...row.trained.map(
        ({ runs }) =>
          `${median(runs.map(({ error }) => error)).toPrecision(3)} [${runs.map(({ error }) => error.toPrecision(3)).join(', ')}]`,
      ),
      `${row.classes ? '≥' : '≤'} ${row.pass}`,
      names.map((cell) => (passes(row, of(row, cell) as number) ? 'yes' : 'no')).join(', '),
    ]),
  ]);
  const ratios = all.flatMap((row) => {
    const [ltc, gru] = [of(row, 'ltc'), of(row, 'gru')];
    return row.classes || ltc === undefined || gru === undefined ? [] : [ltc / gru];
  });
  return ratios.length === 0
    ? lines
    : `${lines}\n\nLTC over GRU, test MSE: median ${median(ratios).toPrecision(3)} of ${ratios.map((x) => x.toPrecision(3)).join(', ')}`;
}

function passes({ classes, pass }: Row, error: number): boolean {
  return classes ? error >= pass : error <= pass;
}

function chosen(option: string, given: string, all: readonly string[]): string[] {
  const found = given.split(',');
  const unknown = found.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new RangeError(`${option} must be of ${all.join(', ')}, not ${unknown}`);
  return found;
}
