import type { PanelResult, Table, Verdict } from '../../result.ts';
import * as published from './published.ts';
import { panelOf, SWITCHES, ZETAS } from './setup.ts';

/** A statement of the post, with the finding. */
export interface Statement {
  readonly text: string;
  readonly published: string;
  readonly measured: string;
  readonly holds: boolean;
}

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;
const digits = (x: number): string => x.toPrecision(3);

/** On how many of the damping ratios the LTC is called better than another, by a metric. */
function calledBetter(panels: readonly PanelResult[], other: string, metric: string): number {
  return ZETAS.filter((zeta) =>
    panels
      .find(({ name }) => name === panelOf(zeta))
      ?.comparisons.some((one) => one.other === other && one.metric === metric && one.called === 'better'),
  ).length;
}

export function statementsOf(
  panels: readonly PanelResult[],
  n: Readonly<Record<string, number>>,
): Statement[] {
  const of = ZETAS.length;
  const better = (other: string, metric: string): number => calledBetter(panels, other, metric);
  const publishedBetter = ZETAS.filter((zeta) => {
    const [ltc, node] = published.twoPassMse[zeta];
    return ltc < node;
  }).length;
  return [
    {
      text: 'without inputs the LTC is closer than the neural ODE (two-pass)',
      published: `on ${publishedBetter} of ${of} damping ratios`,
      measured: `called on ${better('neural ODE', 'twoPass')} of ${of}`,
      holds: better('neural ODE', 'twoPass') > of / 2,
    },
    {
      text: 'and closer than predicting zero (two-pass)',
      published: 'not said; on 1 of 5 by its own numbers',
      measured: `called on ${better('zero', 'twoPass')} of ${of}; ${percent(n.worseThanZeroTwoPass)} of all seeds are worse`,
      holds: better('zero', 'twoPass') > of / 2,
    },
    {
      text: 'in a true closed loop the LTC is closer than zero',
      published: 'not measured',
      measured: `called on ${better('zero', 'closedLoop')} of ${of}; ${percent(n.worseThanZeroLoop)} of all seeds are worse`,
      holds: better('zero', 'closedLoop') > of / 2,
    },
    {
      text: 'in a true closed loop it is closer than the neural ODE',
      published: 'not measured',
      measured: `called on ${better('neural ODE', 'closedLoop')} of ${of}`,
      holds: better('neural ODE', 'closedLoop') > of / 2,
    },
    {
      text: 'in a true closed loop it is closer than a CTRNN, and than a GRU',
      published: 'not measured',
      measured: `called on ${better('CTRNN', 'closedLoop')} and ${better('GRU', 'closedLoop')} of ${of}`,
      holds: better('CTRNN', 'closedLoop') > of / 2 && better('GRU', 'closedLoop') > of / 2,
    },
    {
      text: 'it generalises to other damping ratios better than the neural ODE (two-pass, mean over all)',
      published: '0.096 against 0.356',
      measured: `${digits(n.generalisationLtc)} against ${digits(n.generalisationNode)}`,
      holds: n.generalisationLtc < n.generalisationNode,
    },
    {
      text: 'noise of σ 0.2 on the first sample changes its error by little',
      published: 'by a factor of at most 1.09',
      measured: `by ${digits(n.noiseLtc)} (neural ODE ${digits(n.noiseNode)})`,
      holds: n.noiseLtc < 1.2,
    },
    {
      text: 'through a switch it stays closer than the neural ODE, and than zero (closed loop)',
      published: 'on 2 of 4 and 0 of 4 switches (two-pass)',
      measured: `on ${n.switchesBetterThanNode} and ${n.switchesBetterThanZero} of ${SWITCHES.length}; than a GRU on ${n.switchesBetterThanGru}`,
      holds: n.switchesBetterThanNode > SWITCHES.length / 2 && n.switchesBetterThanZero > SWITCHES.length / 2,
    },
    {
      text: 'its time constants adapt to the switch',
      published: 'shown as a figure',
      measured: `mean τ changes by at most ${percent(n.tauChange)}`,
      holds: n.tauChange >= 0.1,
    },
    {
      text: 'a description-length penalty lowers the error after a switch (λ 0.01, two-pass)',
      published: 'in 3 of 4, by 54 to 99 %',
      measured: `in ${n.mdlImproves} of ${SWITCHES.length}; in a closed loop in ${n.mdlImprovesLoop}`,
      holds: n.mdlImproves > SWITCHES.length / 2,
    },
    {
      text: 'it never fails catastrophically',
      published: 'the largest error is 0.197',
      measured: `${percent(n.catastrophesLtc)} of seeds and damping ratios are ten times worse than zero`,
      holds: n.catastrophesLtc === 0,
    },
    {
      text: 'its attractors are closer than those of neural ODE and CTRNN',
      published: '1.14 against 1.16 at best',
      measured: `${digits(n.attractorLtc)} against ${digits(n.attractorOthers)} at best`,
      holds: n.attractorLtc < n.attractorOthers,
    },
  ];
}

export const statementTable = (statements: readonly Statement[]): Table => ({
  title: 'What the post says',
  note: 'Each statement by medians and paired differences over seeds; it holds where it is called on more than half of the damping ratios or switches',
  columns: ['statement', 'published', 'measured', 'outcome'],
  rows: statements.map(({ text, published: source, measured, holds }) => [
    text,
    source,
    measured,
    holds ? 'holds' : 'does not hold',
  ]),
});

/** By how many statements hold. */
export function verdictOf(statements: readonly Statement[]): Verdict {
  const holding = statements.filter(({ holds }) => holds);
  const count = `${holding.length} of ${statements.length}`;
  const headline = `${count} statements hold`;
  const say = (list: readonly Statement[]): string =>
    list.map(({ text, measured }) => `${text}: ${measured}`).join('; ');
  const failing = statements.filter(({ holds }) => !holds);
  if (failing.length === 0) return { verdict: 'holds', headline, because: `all hold. ${say(holding)}` };
  const because = `${headline}. Not: ${say(failing)}`;
  return holding.length > statements.length / 2
    ? { verdict: 'holds only if …', condition: `for ${count} statements`, headline, because }
    : { verdict: 'does not hold', headline, because };
}
