import { checkOptions } from '../../check/options.ts';
import { positive } from '../../check/rules.ts';
import type { Loss } from './loss.ts';
import { perOutput } from './per-output.ts';

export interface HuberOptions {
  /** Where the square ends and the line begins, in deviations of the target if outputs are scaled. Default 1. */
  readonly delta?: number;
}

/** Half the square of small errors and δ · (|d| − δ / 2) of large ones, so that outliers pull no harder (Huber 1964). */
export function huber(given: HuberOptions = {}): Loss<'huber'> {
  checkOptions<HuberOptions>('huber', given, { delta: positive });
  const { delta = 1 } = given;
  return {
    ...perOutput(
      'huber',
      (d) => (Math.abs(d) <= delta ? (d * d) / 2 : delta * (Math.abs(d) - delta / 2)),
      (d) => Math.max(-delta, Math.min(delta, d)),
    ),
    options: { delta },
  };
}
