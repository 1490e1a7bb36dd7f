import { Random } from '../../src/data/random.ts';
import { type BenchTask, datasetOf } from './task.ts';

const DAYS = 730;
const WEEK = [0, 4, 6, 5, 9, 22, 16] as const;

/** Two years of daily sales: a week's season, a slow year, and noise of variance 9. */
function sales() {
  const random = new Random(7);
  const values = Float64Array.from(
    { length: DAYS },
    (_, t) => 100 + WEEK[t % 7] + 8 * Math.sin((2 * Math.PI * t) / 365) + 3 * random.normal(),
  );
  return datasetOf('sales', { sales: values });
}

export const weeklyTask: BenchTask = {
  name: 'weekly',
  about: "the next of 730 days of sales with a week's season and noise of variance 9",
  dataset: sales,
  asks: { next: true },
  mark: { pass: 13, because: 'half as much again as the noise' },
};
