/** A target, and how to decide whether it is reached. */
import type { Spread } from '../step/measure.ts';
import type { Processor } from './results.ts';

export interface Measured {
  readonly value: Spread | number;
  /** The deciding case: of several, always the worst. */
  readonly where?: string;
  /** A condition of the target that does not hold. */
  readonly violated?: string;
}

export interface Target {
  /** Of its note in bench/notes.md. */
  readonly key: string;
  readonly label: string;
  readonly unit: '×' | 'ns' | 'ms' | 'B' | '';
  readonly better: 'less' | 'more';
  /** None: reported only. */
  readonly must?: number;
  readonly aim?: number;
  readonly command: string;
  /** undefined: not measured. */
  measure(processor: Processor): Measured | undefined;
}

export type Verdict = 'missed' | 'met' | 'met, and the aim' | 'reported' | 'not measured';

export const middle = (value: Spread | number): number => (typeof value === 'number' ? value : value.median);

export function verdict({ must, aim, better }: Target, measured: Measured | undefined): Verdict {
  if (!measured) return 'not measured';
  const reaches = (bound: number): boolean =>
    better === 'less' ? middle(measured.value) <= bound : middle(measured.value) >= bound;
  if (must === undefined) return 'reported';
  if (measured.violated !== undefined || !reaches(must)) return 'missed';
  return aim !== undefined && reaches(aim) ? 'met, and the aim' : 'met';
}
