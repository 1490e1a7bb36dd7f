import { median } from '../../../src/data/sequence.ts';
import type { Trained } from '../../claim.ts';
import { rowError, twoPass } from '../../oscillator.ts';
import type { Table } from '../../result.ts';
import {
  attractorOf,
  crossError,
  noiseRatios,
  overSeeds,
  recovery,
  startTruths,
  tauAround,
} from './measures.ts';
import * as published from './published.ts';
import { cells, LOOPS, panelOf, SWITCHES, switchedTest, testOf, ZETAS } from './setup.ts';

/** Tables, and the numbers that statements of the post are judged by. */
export interface Part {
  readonly tables: readonly Table[];
  readonly numbers: Readonly<Record<string, number>>;
}

const names = cells.map(({ name }) => name);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
export const short = (x: number): number => Number(x.toPrecision(3));
/** LTC, neural ODE, CTRNN as text, in the order of the post. */
const triple = (values: readonly number[]): string => values.map((x) => short(x)).join(' / ');

export function generalisation(trained: Trained): Part {
  const tables = LOOPS.map(({ name: loop, evaluation }): Table => {
    const averages = names.map((name) =>
      ZETAS.map((tested) => mean(ZETAS.map((on) => crossError(trained, name, on, tested, evaluation)))),
    );
    return {
      title: `Generalisation, ${loop}: mean error over models of all damping ratios`,
      note: 'Medians over seeds of each model and test, then the mean over the five models, as the post’s table; zero is the error of predicting nothing',
      columns: [
        'test ζ',
        ...names,
        'zero',
        ...(loop === 'two-pass' ? ['published: LTC / neural ODE / CTRNN'] : []),
      ],
      rows: ZETAS.map((zeta, z) => [
        String(zeta),
        ...averages.map((row) => short(row[z])),
        short(errorOfZero(testOf(zeta).values)),
        ...(loop === 'two-pass' ? [triple(published.generalisation[zeta])] : []),
      ]),
    };
  });
  const average = (name: string): number =>
    mean(ZETAS.flatMap((on) => ZETAS.map((tested) => crossError(trained, name, on, tested, twoPass))));
  const matrix = LOOPS[1];
  return {
    tables: [
      ...tables,
      {
        title: `Generalisation of the LTC, ${matrix.name}, by damping ratio of training and test`,
        note: 'Medians over seeds; the diagonal is what it was trained on',
        columns: ['trained on ζ', ...ZETAS.map((zeta) => `test ζ ${zeta}`)],
        rows: ZETAS.map((on) => [
          String(on),
          ...ZETAS.map((tested) => short(crossError(trained, 'LTC', on, tested, matrix.evaluation))),
        ]),
      },
    ],
    numbers: { generalisationLtc: average('LTC'), generalisationNode: average('neural ODE') },
  };
}

/** Of predicting nothing. */
const errorOfZero = (values: Float64Array, from = 0): number =>
  rowError(new Float64Array(values.length), values, from);

export function noise(trained: Trained): Part {
  const sigmas = Object.keys(published.noiseRatio).map(Number);
  const worst = (cell: string, sigma: number, evaluation: (typeof LOOPS)[number]['evaluation']): number =>
    Math.max(...ZETAS.map((zeta) => median(noiseRatios(trained, cell, zeta, sigma, evaluation))));
  return {
    tables: [
      {
        title: 'Noise on the first sample, two-pass',
        note: 'Noisy over clean error, the largest of the five damping ratios (medians over seeds, means of 20 draws)',
        columns: ['σ', ...names, 'published: LTC / neural ODE / CTRNN'],
        rows: sigmas.map((sigma) => [
          String(sigma),
          ...names.map((name) => short(worst(name, sigma, twoPass))),
          triple(published.noiseRatio[sigma]),
        ]),
      },
    ],
    numbers: { noiseLtc: worst('LTC', 0.2, twoPass), noiseNode: worst('neural ODE', 0.2, twoPass) },
  };
}

export function switches(trained: Trained): Part {
  const rows = LOOPS.flatMap(({ name: loop, evaluation }) =>
    SWITCHES.map((pair, i) => {
      const truth = switchedTest(pair);
      const { values, dt, switchedAt } = truth;
      const by = (name: string) =>
        overSeeds(trained, panelOf(pair[0]), name, (p) =>
          rowError(evaluation(p, values, dt), values, switchedAt),
        );
      const recovered = overSeeds(trained, panelOf(pair[0]), 'LTC', (p) =>
        recovery(evaluation(p, values, dt), truth),
      );
      const zero = errorOfZero(values, switchedAt);
      return {
        loop,
        pair,
        after: names.map((name) => median(by(name))),
        recovered: median(recovered),
        zero,
        source: published.switches[i],
      };
    }),
  );
  const tau = SWITCHES.map((pair) => {
    const truth = switchedTest(pair);
    const around = trained
      .of(panelOf(pair[0]), 'LTC')
      .contender.seeds.map((_, seed) => tauAround(trained.predictor(panelOf(pair[0]), 'LTC', seed), truth));
    const changes = around.map(({ before, after }) => after / before - 1);
    return {
      pair,
      before: median(around.map((a) => a.before)),
      after: median(around.map((a) => a.after)),
      change: median(changes),
      rises: changes.filter((c) => c > 0).length,
      seeds: changes.length,
    };
  });
  const loops = rows.filter(({ loop }) => loop === 'closed loop');
  const better = (index: number): number => loops.filter(({ after }) => after[0] < after[index]).length;
  return {
    tables: [
      {
        title: 'Error after a switch of the damping ratio',
        note: 'Medians over seeds of models trained on the first ratio; the LTC’s recovery is the first sample after the switch with an error below 0.01, of 50, 51: never',
        columns: [
          'switch',
          'evaluation',
          ...names,
          'zero',
          'LTC recovers after',
          'published (two-pass): LTC / neural ODE / CTRNN',
          'published recovery of the LTC',
        ],
        rows: rows.map(({ loop, pair, after, zero, recovered, source }) => [
          `${pair[0]} → ${pair[1]}`,
          loop,
          ...after.map(short),
          short(zero),
          recovered,
          loop === 'two-pass' ? triple(source.after) : '',
          loop === 'two-pass' ? source.recovery[0] : '',
        ]),
      },
      {
        title: 'The LTC’s time constants around a switch',
        note: 'Mean τ over units and steps with the true samples as inputs; medians over seeds',
        columns: ['switch', 'τ before', 'τ after', 'change (%)', 'seeds in which it rises'],
        rows: tau.map(({ pair, before, after, change, rises, seeds }) => [
          `${pair[0]} → ${pair[1]}`,
          short(before),
          short(after),
          short(100 * change),
          `${rises} of ${seeds}`,
        ]),
      },
    ],
    numbers: {
      switchesBetterThanNode: better(names.indexOf('neural ODE')),
      switchesBetterThanZero: loops.filter(({ after, zero }) => after[0] < zero).length,
      switchesBetterThanGru: better(names.indexOf('GRU')),
      tauChange: Math.max(...tau.map(({ change }) => Math.abs(change))),
    },
  };
}

export function attractors(trained: Trained): Part {
  const starts = startTruths(0.3);
  const found = names.map((name) => {
    const all = trained
      .of(panelOf(0.3), name)
      .contender.seeds.map((_, seed) => attractorOf(trained.predictor(panelOf(0.3), name, seed), starts));
    return { name, distance: median(all.map((a) => a.distance)), mse: median(all.map((a) => a.mse)) };
  });
  const of = (name: string): number => found.find((one) => one.name === name)?.distance ?? Number.NaN;
  return {
    tables: [
      {
        title: 'Attractors: 100 starts in [−2, 2]², ζ 0.3, teacher-forced',
        note: 'Mean Hausdorff distance between true and predicted points, and mean error; medians over seeds. Our starts are not the post’s',
        columns: ['model', 'distance', 'error', 'published distance', 'published error'],
        rows: found.map(({ name, distance, mse }) => [
          name,
          short(distance),
          short(mse),
          published.attractor[name]?.[0] ?? null,
          published.attractor[name]?.[1] ?? null,
        ]),
      },
    ],
    numbers: { attractorLtc: of('LTC'), attractorOthers: Math.min(of('neural ODE'), of('CTRNN')) },
  };
}

/** Shares of the seeds, over all damping ratios and both loops, whose error is above 1, the square of the amplitude. */
export function catastrophes(trained: Trained): Part {
  const shares = names.map((name) =>
    LOOPS.map(({ evaluation }) => {
      const errors = ZETAS.flatMap((zeta) => {
        const { values, dt } = testOf(zeta);
        return overSeeds(
          trained,
          panelOf(zeta),
          name,
          (p) => rowError(evaluation(p, values, dt), values) / errorOfZero(values),
        );
      });
      return {
        catastrophe: mean(errors.map((x) => (x > 10 ? 1 : 0))),
        worse: mean(errors.map((x) => (x > 1 ? 1 : 0))),
      };
    }),
  );
  return {
    tables: [
      {
        title: 'How often a model fails',
        note: 'Share of all seeds and damping ratios whose error is more than that of predicting zero, and more than ten times that, which is called catastrophic here',
        columns: [
          'model',
          ...LOOPS.flatMap(({ name }) => [`${name}: worse than zero (%)`, `${name}: catastrophic (%)`]),
        ],
        rows: names.map((name, i) => [
          name,
          ...shares[i].flatMap(({ catastrophe, worse }) => [short(100 * worse), short(100 * catastrophe)]),
        ]),
      },
    ],
    numbers: {
      catastrophesLtc: Math.max(...shares[0].map(({ catastrophe }) => catastrophe)),
      worseThanZeroTwoPass: shares[0][0].worse,
      worseThanZeroLoop: shares[0][1].worse,
    },
  };
}
