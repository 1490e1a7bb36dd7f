import type { Chart } from '../../../src/charts/chart.ts';
import { median } from '../../../src/data/sequence.ts';
import { difference } from '../../../src/measure/statistics.ts';
import type { ContenderResult, PanelResult, Table, Verdict } from '../../result.ts';
import { cells, keyOf, type Perturbation, perturbations } from './data.ts';

/** The baseline that competes with the cells. */
const LINEAR = 'linear, 5 lags';

const valuesOf = (one: ContenderResult, key: string): number[] =>
  one.runs.map(({ errors }) => errors.wasmF32[key]);

/** Growth of an error under the strongest perturbation, in units of the clean error, for each seed. */
const growth = (one: ContenderResult, key: string): number[] =>
  valuesOf(one, key).map((error, i) => error / valuesOf(one, 'clean')[i]);

export function table(panels: readonly PanelResult[]): Table[] {
  return panels.map(({ label, contenders, baselines }) => ({
    title: `How many times the clean error: ${label.toLowerCase()}`,
    note: 'Each perturbation at its strongest; medians over seeds of the error divided by that of the same model on clean streams',
    columns: [
      'model',
      'clean MSE',
      ...perturbations.map(({ label: name, strengths }) => `${name} ${strengths[3]}`),
    ],
    rows: [
      ...contenders.map((one) => [
        one.name,
        one.errors.wasmF32.clean.median,
        ...perturbations.map(({ key, strengths }) => middle(growth(one, keyOf(key, strengths[3])))),
      ]),
      ...baselines
        .filter(({ name }) => name !== 'zero')
        .map(({ name, errors }) => [
          name,
          errors.clean,
          ...perturbations.map(({ key, strengths }) =>
            Number((errors[keyOf(key, strengths[3])] / errors.clean).toPrecision(3)),
          ),
        ]),
    ],
  }));
}

const middle = (values: readonly number[]): number => Number(median(values).toPrecision(3));

export function curves({ label, contenders, baselines }: PanelResult): Chart[] {
  return perturbations.map(({ key, label: name, unit, strengths }) => ({
    kind: 'points',
    title: `Error against ${name}: ${label.toLowerCase()}`,
    note: 'Medians over seeds with their 95 % intervals; the flatter a line, the more robust the model.',
    x: { label: name, unit, scale: 'linear' },
    y: { label: 'MSE', unit: '', scale: 'log' },
    series: [
      ...contenders.map((one) => ({
        name: one.name,
        line: true,
        points: strengths.map((strength, i) => {
          const { median, interval } = one.errors.wasmF32[i === 0 ? 'clean' : keyOf(key, strength)];
          return { x: strength, y: median, interval };
        }),
      })),
      ...baselines
        .filter(({ name: baseline }) => baseline === LINEAR)
        .map((baseline) => ({
          name: baseline.name,
          line: true,
          points: strengths.map((strength, i) => ({
            x: strength,
            y: baseline.errors[i === 0 ? 'clean' : keyOf(key, strength)],
          })),
        })),
    ],
  }));
}

export interface Outcome {
  readonly perturbation: Perturbation;
  readonly cell: string;
  /** Lower error than each of GRU, LSTM and linear map, called; growth of the error below that of GRU and LSTM, called. */
  readonly absolute: boolean;
  readonly relative: boolean;
}

/** For each strongest perturbation and liquid cell, whether it is called more robust than all cells that are not liquid. */
export function outcomes({ contenders, baselines }: PanelResult): Outcome[] {
  const named = (name: string): ContenderResult =>
    contenders.find((one) => one.name === name) as ContenderResult;
  return perturbations.flatMap(({ key, strengths }) =>
    cells
      .filter(({ liquid }) => liquid)
      .map(({ name }): Outcome => {
        const metric = keyOf(key, strengths[3]);
        const own = valuesOf(named(name), metric);
        const rivals = [
          ...cells.filter(({ liquid }) => !liquid).map((rival) => valuesOf(named(rival.name), metric)),
          ...baselines
            .filter((baseline) => baseline.name === LINEAR)
            .map(({ errors }) => own.map(() => errors[metric])),
        ];
        return {
          perturbation: key,
          cell: name,
          absolute: rivals.every((rival) => difference(own, rival).called < 0),
          relative: cells
            .filter(({ liquid }) => !liquid)
            .every(
              (rival) =>
                difference(growth(named(name), metric), growth(named(rival.name), metric)).called < 0,
            ),
        };
      }),
  );
}

export function verdict(panels: readonly PanelResult[]): Verdict {
  const [clean, augmented] = panels.map(outcomes);
  // of irregular intervals only liquid cells are told in the clean panel
  const told = (one: Outcome): boolean => one.perturbation === 'irregular';
  const decisive = [...clean.filter((one) => !told(one)), ...augmented.filter(told)];
  const say = (all: readonly Outcome[], key: 'absolute' | 'relative'): string => {
    const found = all
      .filter((one) => one[key])
      .map(({ perturbation, cell }) => `${cell} under ${perturbation}`);
    return found.length > 0 ? found.join(', ') : 'none';
  };
  const wins = decisive.filter(({ absolute }) => absolute).length;
  const headline = `lower error in ${wins} of ${decisive.length} comparisons`;
  const because =
    `a liquid cell has a lower error than GRU, LSTM and a linear map at the strongest perturbation: ${say(decisive, 'absolute')}. ` +
    `Learned from clean streams, a lower error: ${say(clean, 'absolute')}; a smaller growth of the error than GRU and LSTM: ` +
    `${say(clean, 'relative')}. Learned from perturbed streams, a lower error: ${say(augmented, 'absolute')}; a smaller growth: ` +
    `${say(augmented, 'relative')}`;
  if (wins === decisive.length) return { verdict: 'holds', headline, because };
  if (wins > 0)
    return {
      verdict: 'holds only if …',
      headline,
      condition: `for ${say(decisive, 'absolute')}`,
      because,
    };
  return { verdict: 'does not hold', headline, because };
}
