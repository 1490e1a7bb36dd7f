import { Random } from '../../src/data/random.ts';
import { type BenchTask, datasetOf } from './task.ts';

const MINUTES = 600;

/** Two slow drivers and a response that follows them within minutes, each with the noise of its sensor. */
function drivers() {
  const random = new Random(19);
  const [a, b, y] = [0, 1, 2].map(() => new Float64Array(MINUTES));
  let [first, second, response] = [0, 0, 20];
  for (let t = 0; t < MINUTES; t++) {
    first += 0.1 * (3.5 * random.normal() - first);
    second += 0.1 * (9 * random.normal() - second);
    const [level, share] = [
      10 + 4.8 * Math.sin((2 * Math.PI * t) / 240) + 0.3 * first,
      50 + 18 * Math.sin((2 * Math.PI * t) / 97 + 1) + 0.3 * second,
    ];
    // 3 minutes to follow; hotter air takes up less
    response += (8 + 0.45 * level + 0.15 * share - 0.012 * (level - 10) * (share - 50) - response) / 3;
    a[t] = level + 0.15 * random.normal();
    b[t] = share + 0.5 * random.normal();
    y[t] = response + 0.2 * random.normal();
  }
  return datasetOf('drivers', { a, b, y });
}

export const driversTask: BenchTask = {
  name: 'drivers',
  about: '600 minutes of two drivers; their response, with noise of variance 0.04',
  dataset: drivers,
  asks: { targets: ['y'] },
  mark: { pass: 0.075, because: 'not twice the noise of the sensor' },
};
