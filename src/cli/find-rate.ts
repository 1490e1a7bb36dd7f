/** Finds the rate of a training before it begins. */
import { type FoundRate, findRate } from '../train/find-rate.ts';
import type { Parts } from '../train/parts.ts';
import type { TrainOptions } from '../train/trainer.ts';
import { UsageError } from './failure.ts';
import { on } from './flags/flag.ts';
import type { Notes } from './terminal.ts';
import type { Start } from './train-model.ts';

/** The flag that asks for it. */
export const findRateFlag = on({
  help: 'Try rates from 1e-5 to 1 for 100 updates, show their losses, and train with the one at which they fall fastest',
});

/** Finds the rate, and shows what was tried. @throws UsageError if there is a rate already */
export function rateFor(
  notes: Notes,
  options: TrainOptions,
  { network, from }: Pick<Start, 'network' | 'from'>,
  { train }: Pick<Parts, 'train'>,
): number {
  if (options.rate !== undefined)
    throw new UsageError(
      `--find-rate finds a rate, and --rate gives one, ${options.rate}: leave one of them out`,
    );
  const found = findRate(network, train, { ...options, from });
  const rate = Number(found.rate.toPrecision(2));
  for (const line of chartOf(found)) notes.say(line);
  notes.say(`rate     ${rate}, at which the loss falls fastest (--rate)`);
  return rate;
}

/** Updates for each line of the chart, and the width of its longest bar. */
const EACH = 5;
const WIDTH = 40;

/** A bar of the loss for every fifth rate. */
function chartOf({ rate, tried }: FoundRate): string[] {
  const shown = tried.filter((_, i) => i % EACH === 0);
  const most = Math.max(...shown.map(({ loss }) => loss));
  const chosen = shown.findLastIndex((one) => one.rate <= rate);
  return [
    'a rate   its loss in training',
    ...shown.map(({ rate: one, loss }, i) =>
      [
        one.toExponential(1).padEnd(9),
        loss.toPrecision(3).padEnd(9),
        '█'.repeat(Math.max(1, Math.round((WIDTH * loss) / most))),
        i === chosen ? ' ← falls fastest' : '',
      ].join(''),
    ),
  ];
}
