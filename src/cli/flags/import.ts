/** Flags for what model files do not say. */
import { anything } from '../../check/rules.ts';
import { UsageError } from '../failure.ts';
import { type Details, flag, list, numberIn, text } from './flag.ts';

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
    help: 'First values of states that a caller of the ONNX graph would feed',
    hint: 'IN=N,N,…',
    otherwise: '0',
    option: 'start',
  }),
};
