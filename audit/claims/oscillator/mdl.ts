import { median } from '../../../src/data/sequence.ts';
import type { Trained } from '../../claim.ts';
import { rowError } from '../../oscillator.ts';
import { type Part, short } from './findings.ts';
import { overSeeds } from './measures.ts';
import * as published from './published.ts';
import { LOOPS, mdlPanelOf, SWITCHES, switchedTest } from './setup.ts';

/** @param all takes all penalties, not only the first two */
export function mdl(trained: Trained, all: boolean): Part {
  const rows = SWITCHES.flatMap((pair, i) => {
    const panel = mdlPanelOf(pair[0]);
    const { values, dt, switchedAt } = switchedTest(pair);
    const errorOf = (contender: string, evaluation: (typeof LOOPS)[number]['evaluation']): number[] =>
      overSeeds(trained, panel, contender, (p) => rowError(evaluation(p, values, dt), values, switchedAt));
    return MDL.filter((_, k) => all || k < 2).map(({ name }) => {
      const gains = LOOPS.map(({ evaluation }) => {
        const [plain, regularised] = [errorOf('LTC', evaluation), errorOf(name, evaluation)];
        return 100 * median(plain.map((x, seed) => 1 - regularised[seed] / x));
      });
      return { pair, name, gains, published: name === MDL[1].name ? published.switches[i].mdl : null };
    });
  });
  const claimed = rows.filter(({ name }) => name === MDL[1].name);
  return {
    tables: [
      {
        title: 'What the description-length penalty brings after a switch',
        note: 'Per cent by which the LTC’s error after the switch falls, paired by seed, medians; the post’s penalty sees τ₀ alone, “over τ” is the one that its text describes. The post does not say which λ its table has',
        columns: ['switch', 'penalty', 'two-pass (%)', 'closed loop (%)', 'published (%)'],
        rows: rows.map(({ pair, name, gains, published: source }) => [
          `${pair[0]} → ${pair[1]}`,
          name,
          ...gains.map(short),
          source,
        ]),
      },
    ],
    numbers: {
      mdlImproves: claimed.filter(({ gains }) => gains[0] > 0).length,
      mdlImprovesLoop: claimed.filter(({ gains }) => gains[1] > 0).length,
    },
  };
}

/** The penalties: fixed weights, and one in proportion to ζ. Each as published, on τ₀, and over the trajectory’s τ. */
export const MDL: readonly {
  readonly name: string;
  readonly form: 'mdl-tau0' | 'mdl';
  weight(zeta: number): number;
}[] = (
  [
    ['mdl-tau0', 'τ₀'],
    ['mdl', 'τ'],
  ] as const
).flatMap(([form, over]) => [
  ...[0.001, 0.01, 0.1].map((weight) => ({ name: `λ ${weight} over ${over}`, form, weight: () => weight })),
  { name: `λ 0.01 ζ over ${over}`, form, weight: (zeta: number) => 0.01 * zeta },
]);
