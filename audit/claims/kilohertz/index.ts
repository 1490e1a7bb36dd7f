import type { Claim, ClaimFile, Findings, Setting } from '../../claim.ts';
import type { Verdict } from '../../result.ts';

import { findings } from './findings.ts';
import { INPUTS, ROUNDS, UNITS } from './measure.ts';

export { crossing, slopeOf } from './measure.ts';

const KILOHERTZ = 1e3;

/** By the slowest 99.9 % quantiles of models up to 10,000 parameters and of all. */
export function verdict(numbers: NonNullable<Findings['numbers']>): Verdict {
  const rate = (ns: number): string => `${(1e6 / ns).toPrecision(3)} kHz`;
  const { worstSmall, worstLarge, largest, shareSmall, doubledFrom } = numbers;
  const headline = `${rate(worstSmall)} with 10,000 parameters`;
  const because =
    `the slowest model of up to 10,000 parameters keeps ${rate(worstSmall)} at p99.9, and the slowest of up to ` +
    `${largest.toLocaleString('en')} keeps ${rate(worstLarge)}; up to 10,000 parameters a typical step takes at most ` +
    `${(100 * shareSmall).toPrecision(2)} % of a period at 1 kHz. Parameters double the cost of a call from about ` +
    `${Math.round(Number(doubledFrom.toPrecision(2))).toLocaleString('en')} on`;
  if (worstSmall > 1e9 / KILOHERTZ) return { verdict: 'holds', headline, because };
  if (worstLarge > 1e9 / (10 * KILOHERTZ))
    return {
      verdict: 'holds only if …',
      headline,
      condition: `at 10 kHz, for the slowest models of up to ${largest.toLocaleString('en')} parameters`,
      because,
    };
  return { verdict: 'does not hold', headline, because };
}

function make({ effort }: Setting): Claim {
  return {
    title: 'Every parameter counts at kilohertz',
    source: 'the post on liquid networks at the edge that this project began with',
    claimed:
      'at loop rates of 1 kHz and more every parameter counts, which is why liquid networks of few are needed',
    headline: 'every parameter counts',
    protocol: [
      `Six cells at ${UNITS[effort].length} widths, ${INPUTS} inputs and one output, random weights: time depends on none of them`,
      `Each model is stepped one step at a time from JavaScript on one core; ${ROUNDS[effort]} rounds, all models in turn, medians over rounds`,
      'The highest rate is that whose period holds 99.9 % of the steps; a model of one unit shows what the call costs',
    ],
    departures: [
      'the source names no device: this is the machine below, and nothing here says what a microcontroller does',
      'p99.9 is what the host does to a step, garbage and interrupts included, and no real-time operating system',
    ],
    rule:
      'holds if a model of at most 10,000 parameters misses 1 kHz at p99.9; holds only at 10 kHz, if a larger ' +
      'one misses that; does not hold if all keep 10 kHz',
    panels: [],
    findings: () => findings(effort),
    verdict: (_, numbers = {}) => verdict(numbers),
  };
}

export const kilohertz: ClaimFile = { name: 'kilohertz', make };
