/** The targets, and whether the measurements reach them. */
import { type Spread, spread } from '../../src/measure/statistics.ts';
import type { Measured, Stored } from './measure.ts';
import type { Limit } from './small.ts';

/** A model of few bytes in 4 bits, beside that in f32 which it replaces. */
export interface Candidate {
  readonly name: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly f32: Spread;
  readonly compensated: Spread;
  readonly further: Spread;
  readonly way: Stored['further']['way'];
  /** Trained in q4, by the replaced model in f32: medians. */
  readonly byReplaced: number;
  readonly met: boolean;
}

export interface Target {
  readonly text: string;
  readonly met: boolean;
}

const percent = (x: number): string => `${x < 0 ? '−' : '+'}${Math.abs(100 * x).toFixed(2)} %`;

/** Of errors by those of the same seeds in f32, less 1. */
export const changes = (errors: readonly number[], f32: readonly number[]): Spread =>
  spread(errors.map((error, i) => error / f32[i] - 1));

const of = ({ stored }: Measured, type: Stored['type']): Stored =>
  stored.find((one) => one.type === type) as Stored;

/** Rounding alone in 8 bits, either way. */
export const inQ8 = (most: number, one: Measured): Target => {
  const { nearest, compensated } = of(one, 'q8');
  const [plain, better] = [nearest, compensated ?? nearest].map((errors) => changes(errors, one.f32).median);
  return {
    text: `${one.name}: nearest ${percent(plain)}, compensated ${percent(better)}`,
    met: Math.max(plain, better) <= most,
  };
};

/** Trained in 4 bits, by the model as first trained; that in f32 trained on as long tells what training alone brings. */
export const inQ4 = (most: number, one: Measured): Target => {
  const { further } = of(one, 'q4');
  const change = changes(further.errors, one.f32).median;
  const alone = changes(of(one, 'f32').further.errors, one.f32).median;
  return {
    text: `${one.name}: QAT ${percent(change)}; f32 trained on ${percent(alone)}`,
    met: change <= most,
  };
};

export function candidate(
  one: Measured,
  replaced: Measured,
  { bytes: most, of: which, error }: Limit,
): Candidate {
  const { bytes, nearest, compensated, further } = of(one, 'q4');
  const [rounded, trained] = [compensated ?? nearest, further.errors].map(spread);
  const byReplaced = trained.median / spread(replaced.f32).median;
  return {
    name: one.name,
    parameters: one.parameters,
    bytes: bytes[which],
    f32: spread(one.f32),
    compensated: rounded,
    further: trained,
    way: further.way,
    byReplaced,
    met: bytes[which] <= most && byReplaced <= error,
  };
}

/** The smallest model that keeps to its limit; if none does, the one with the least error. */
export function reached(tried: readonly Candidate[]): Target {
  const within = tried.filter(({ met }) => met);
  const best =
    within.length > 0
      ? within.reduce((a, b) => (b.bytes < a.bytes ? b : a))
      : tried.reduce((a, b) => (b.byReplaced < a.byReplaced ? b : a));
  return {
    text: `${best.name}, q4: ${best.bytes} B, ${percent(best.byReplaced - 1)}`,
    met: best.met,
  };
}
