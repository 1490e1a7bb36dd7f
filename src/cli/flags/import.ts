/** Flags for what model files do not say. */
import { anything, positive } from '../../check/rules.ts';
import { UsageError } from '../failure.ts';
import { type Details, flag, list, number, numberIn, text } from './flag.ts';

/** `in=out,…` */
const renamed = (given: string, name: string): Record<string, string> =>
  Object.fromEntries(
    list(given).map((pair) => {
      const [key, value, more] = pair.split('=');
      if (!key || !value || more !== undefined)
        throw new UsageError(`--${name} needs pairs as in=out, not "${pair}"`);
      return [key, value];
    }),
  );

/** `h=0.1,0.2,c=0` → { h: [0.1, 0.2], c: [0] }: each name takes the numbers up to the next. */
function starts(given: string, name: string): Record<string, number[]> {
  const found = new Map<string, number[]>();
  let last: number[] | null = null;
  for (const part of list(given)) {
    const at = part.lastIndexOf('=');
    if (at >= 0) {
      const key = part.slice(0, at);
      if (found.has(key)) throw new UsageError(`--${name} has "${key}" twice`);
      last = [];
      found.set(key, last);
    }
    const value = numberIn(part.slice(at + 1));
    if (!last || typeof value !== 'number' || !Number.isFinite(value))
      throw new UsageError(`--${name} needs a name and its numbers as h=0.1,0.2, not "${part}"`);
    last.push(value);
  }
  return Object.fromEntries(found);
}

/** `3.2/1.5,410/250`: the mean and the deviation of each. */
const scales = (given: string, name: string): (readonly [number, number])[] =>
  list(given).map((part) => {
    const [mean, deviation, more] = part.split('/').map(numberIn);
    if (typeof mean !== 'number' || typeof deviation !== 'number' || more !== undefined || !(deviation > 0))
      throw new UsageError(
        `--${name} needs mean/deviation for each, as 3.2/1.5, a deviation > 0, not "${part}"`,
      );
    return [mean, deviation];
  });

const scale = (help: string) =>
  flag<(readonly [number, number])[], Details>(anything, scales, {
    help,
    hint: 'MEAN/DEVIATION,…',
    otherwise: 'as the file has them',
  });

/** How data become what the model was trained on. */
export const scaleFlags = {
  scale: scale('Scale each input, or all: (x − mean) / deviation'),
  'scale-outputs': scale('Scale each output back, or all: y · deviation + mean'),
  interval: number(positive, {
    help: 'Seconds between steps',
    otherwise: 'as the file says, where it does',
  }),
};

/** What the model is fed before its first step. */
export const prewarmFlag = {
  prewarm: number(positive, {
    help: 'Seconds of zeros to run first: the blob starts with the state that they lead to',
    hint: 'SECONDS',
    otherwise: 'none',
  }),
};

/** What a state_dict or a graph does not say. */
export const modelFlags = {
  layers: text({
    help: 'Modules of a state_dict in the order in which they run, with the activation behind each',
    hint: 'NAME:ACTIVATION,…',
    option: 'layers',
  }),
  state: flag<Record<string, string>, Details & { readonly option: 'state' }>(anything, renamed, {
    help: 'Which output of an ONNX graph each state input takes next',
    hint: 'IN=OUT,…',
    otherwise: 'told by the names',
    option: 'state',
  }),
  start: flag<Record<string, number[]>, Details & { readonly option: 'start' }>(anything, starts, {
    help: 'First values of states that the file does not hold',
    hint: 'STATE=N,N,…',
    otherwise: '0',
    option: 'start',
  }),
};
