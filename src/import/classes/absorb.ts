import type { ResolvedSpec } from '../../network/network.ts';
import type { Absorbed } from './class.ts';

/** A matrix that reads the inputs with its first columns, and the bias beside it. */
export interface Reader {
  readonly weight: string;
  readonly bias: string;
}

/** Puts the normalisation of the inputs, (x − mean) / deviation, into the weights that read them. */
export function absorbInputs(
  { inputs, inputNormalisation }: ResolvedSpec,
  parameters: Map<string, Float64Array>,
  readers: readonly Reader[],
): void {
  if (!inputNormalisation) return;
  const { mean, deviation } = inputNormalisation;
  for (const { weight, bias } of readers) {
    const b = (parameters.get(bias) as Float64Array).slice();
    const w = (parameters.get(weight) as Float64Array).slice();
    const columns = w.length / b.length;
    for (let r = 0; r < b.length; r++)
      for (let k = 0; k < inputs; k++) {
        w[r * columns + k] /= deviation[k];
        b[r] -= w[r * columns + k] * mean[k];
      }
    parameters.set(weight, w).set(bias, b);
  }
}

/** Divides parameters that multiply the elapsed time by the interval that the model saw as 1. */
export function absorbTime(
  { interval = 1 }: ResolvedSpec,
  parameters: Map<string, Float64Array>,
  names: readonly string[],
): void {
  for (const name of names)
    parameters.set(
      name,
      (parameters.get(name) as Float64Array).map((x) => x / interval),
    );
}

/** A spec that does neither any more. */
export const plain = (spec: ResolvedSpec, notes: readonly string[] = []): Absorbed => ({
  spec: { ...spec, inputNormalisation: undefined, interval: undefined },
  notes,
});

/** What has to be said where a class has no place for the interval. */
export const divideTime = ({ interval = 1 }: ResolvedSpec): string[] =>
  interval === 1 ? [] : [`divide timespans by ${interval}: the class has no parameter that could hold it`];
