import { difference } from '../../../src/measure/statistics.ts';
import type { ContenderResult, PanelResult, Table, Verdict } from '../../result.ts';

/** The subjects of the claim, with generalised teacher forcing. */
export const SUBJECTS = ['shPLRNN + GTF', 'AL-RNN + GTF'];

const valuesOf = (one: ContenderResult, key: string): number[] =>
  one.runs.map(({ errors }) => errors.wasmF32[key]);

/** The rivals that both subjects are called worse than in a panel, and those that at least one is called better than. */
export interface Outcome {
  readonly panel: string;
  readonly beaten: readonly string[];
  readonly ahead: readonly string[];
  readonly even: readonly string[];
}

/** A rival is of another cell; its own forcing does not matter. */
const isRival = ({ name }: ContenderResult): boolean => !/^(shPLRNN|AL-RNN)/.test(name);

export function outcomeOf({ label, contenders, metrics }: PanelResult, key: string): Outcome {
  const higher = metrics.find((metric) => metric.key === key)?.better === 'higher';
  const subjects = contenders.filter(({ name }) => SUBJECTS.includes(name));
  const called = (subject: ContenderResult, rival: ContenderResult): number =>
    difference(valuesOf(subject, key), valuesOf(rival, key)).called * (higher ? -1 : 1);
  const rivals = contenders.filter(isRival);
  const beaten = rivals.filter((rival) => subjects.some((subject) => called(subject, rival) < 0));
  const ahead = rivals.filter((rival) => subjects.every((subject) => called(subject, rival) > 0));
  const names = (list: readonly ContenderResult[]): string[] => list.map(({ name }) => name);
  return {
    panel: label,
    beaten: names(beaten),
    ahead: names(ahead),
    even: names(rivals.filter((rival) => !beaten.includes(rival) && !ahead.includes(rival))),
  };
}

export function summaryTable(panels: readonly PanelResult[]): Table {
  const listed = (names: readonly string[]): string => names.join(', ') || 'none';
  return {
    title: 'Who reconstructs better',
    note: `Paired by seed: rivals that ${SUBJECTS.join(' or ')} is called better than, that are called better than both, and the rest`,
    columns: ['system', 'measure', 'beaten', 'ahead of both', 'not told apart'],
    rows: panels.flatMap((panel) =>
      panel.metrics.map(({ key, label }) => {
        const { beaten, ahead, even } = outcomeOf(panel, key);
        return [panel.label, label, listed(beaten), listed(ahead), listed(even)];
      }),
    ),
  };
}

/** Judges by the state-space divergence and the valid prediction time. */
export function verdict(panels: readonly PanelResult[]): Verdict {
  const measures = [
    ['divergence', 'state-space divergence'],
    ['time', 'valid prediction time'],
  ] as const;
  const found = panels.flatMap((panel) =>
    measures.map(([key, label]) => ({ ...outcomeOf(panel, key), label })),
  );
  const best = (panel: PanelResult): string => {
    const [first] = [...panel.contenders].sort(
      (a, b) => b.errors.wasmF32.time.median - a.errors.wasmF32.time.median,
    );
    return `${panel.label}: ${first.name}, ${first.errors.wasmF32.time.median.toPrecision(3)} Lyapunov times`;
  };
  const all = found.filter(({ ahead, even }) => ahead.length === 0 && even.length === 0);
  const lost = found.filter(({ ahead }) => ahead.length > 0);
  const say = (list: typeof found, key: 'beaten' | 'ahead'): string =>
    list.map((one) => `${one.panel} (${one.label}): ${one[key].join(', ')}`).join('; ') || 'nowhere';
  const headline = `all rivals beaten in ${all.length} of ${found.length} comparisons, with inputs forced instead of states`;
  const because =
    `the longest valid predictions: ${panels.map(best).join('; ')}. Rivals that are called better than both: ${say(lost, 'ahead')}; ` +
    `rivals that are beaten: ${say(
      found.filter(({ beaten }) => beaten.length > 0),
      'beaten',
    )}`;
  if (all.length === found.length) return { verdict: 'holds', headline, because };
  if (lost.length > found.length / 2) return { verdict: 'does not hold', headline, because };
  if (all.length > 0)
    return {
      verdict: 'holds only if …',
      headline,
      condition: `on ${all.map(({ panel, label }) => `${panel} by ${label}`).join(', ')}`,
      because,
    };
  return { verdict: lost.length > 0 ? 'does not hold' : 'cannot be decided', headline, because };
}
