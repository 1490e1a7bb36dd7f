/** How a model compares with the best baseline, in one sentence. */

/** A model or a baseline, by its error. */
export interface Standing {
  readonly name: string;
  /** At least 0; smaller is better. */
  readonly error: number;
  /** By another measure, which may see it otherwise; smaller is better too. */
  readonly second?: number;
}

export interface Contest {
  /** What the errors are, such as `test MSE`. */
  readonly measure: string;
  readonly model: Standing;
  /** At least one. */
  readonly baselines: readonly Standing[];
  /** Writes an error. */
  readonly shown: (error: number) => string;
  /** What the second errors are. */
  readonly second?: string;
}

/** What a comparison comes to. */
export interface Outcome {
  readonly best: Standing;
  /** The model's error over that of the best baseline; NaN if both are 0. */
  readonly ratio: number;
  /** `equal` within 5 %. */
  readonly call: 'better' | 'equal' | 'worse';
}

/** Errors this near to each other, in shares, count as equal. */
const NEAR = 0.05;

/** @throws RangeError without a baseline */
export function outcomeOf({ model, baselines }: Omit<Contest, 'measure' | 'shown'>): Outcome {
  if (baselines.length === 0) throw new RangeError('a verdict needs at least one baseline');
  const best = baselines.reduce((a, b) => (b.error < a.error ? b : a));
  const ratio = model.error / best.error;
  const isEqual = model.error === best.error || (ratio < 1 + NEAR && ratio > 1 / (1 + NEAR));
  return { best, ratio, call: isEqual ? 'equal' : model.error < best.error ? 'better' : 'worse' };
}

/**
 * One sentence: better or worse than the best baseline, and by how much.
 * @param baseline what to call the best one
 * @param tries what may help, where the model is not better
 */
export function verdict(contest: Contest, tries: readonly string[], baseline = 'the best baseline'): string {
  const { measure, model, shown } = contest;
  const { best, ratio, call } = outcomeOf(contest);
  const figures = `${measure} ${shown(model.error)} against ${shown(best.error)}`;
  const turned = otherwise(contest, best);
  const other = `${baseline}, ${best.name}`;
  if (call === 'better')
    return model.error === 0
      ? `${model.name} is exact, and better than ${other} (${figures}${turned})`
      : `${model.name} is ${times(1 / ratio)} better than ${other} (${figures}${turned})`;
  const advice = tries.length > 0 ? `: try ${either(tries)}` : '';
  if (call === 'equal') return `${model.name} is only as good as ${other} (${figures}${turned})${advice}`;
  const factor = Number.isFinite(ratio) ? `, ${times(ratio)}` : '';
  return `${model.name} is WORSE than ${other}: ${figures}${factor}${turned}${advice}`;
}

/** The second errors, if they turn the order of the first around. */
function otherwise({ model, second, shown }: Contest, best: Standing): string {
  if (second === undefined || model.second === undefined || best.second === undefined) return '';
  const isTurned = (model.error - best.error) * (model.second - best.second) < 0;
  return isTurned ? `, but ${second} ${shown(model.second)} against ${shown(best.second)}` : '';
}

/** How many times as large the error of a part may be before it is said. */
const APART = 3;

/** The errors of a model on two parts. */
export interface PartErrors extends Pick<Contest, 'measure' | 'shown'> {
  readonly validation: number;
  readonly test: number;
  /** What a single wrong prediction adds to the error, where such are counted; 0 otherwise. */
  readonly resolution: number;
  /** Whether the test part is the end of the data, and not taken from all over them. */
  readonly isEnd: boolean;
}

/**
 * Says that the test error is much larger than the validation error; null if it is less than 3 times as large, or if one wrong
 * prediction more makes that difference.
 * @param model its name
 */
export function partsApart(
  model: string,
  { measure, shown, validation, test, resolution, isEnd }: PartErrors,
): string | null {
  if (!(test >= APART * (validation + resolution)) || test === 0) return null;
  const factor = validation > 0 ? `${times(test / validation)} worse` : 'worse';
  return (
    `${model} is ${factor} on the test part than on the validation part (${measure} ${shown(test)} against ${shown(validation)}): ` +
    `${isEnd ? 'the end of the data differs' : 'its recordings differ'} from the rest, so expect such errors where data are unlike those of the training`
  );
}

/** `3.2 times`, `17.6 times`, `1,230 times`; what is far more is a matter of rounding. */
const times = (ratio: number): string =>
  ratio >= 1e6
    ? 'over a million times'
    : `${Number(ratio.toPrecision(ratio < 10 ? 2 : 3)).toLocaleString('en', { maximumSignificantDigits: 3 })} times`;

/** `a`, `a or b`, `a, b or c`. */
const either = (list: readonly string[]): string =>
  list.length < 2 ? list.join() : `${list.slice(0, -1).join(', ')} or ${list[list.length - 1]}`;
