/** What is said of a file's inputs and operators. */
import type { Model } from './model.ts';
import type { Roles } from './states.ts';
import type { Way } from './ways.ts';

/** The last opset whose operators are known. */
export const NEWEST = 21;

export function aboutInputs(way: Way, { opset }: Model, { signals }: Roles): string[] {
  const names = signals.map(({ name }) => `"${name}"`);
  return [
    ...(signals.length > 1 ? [`the inputs ${names.join(', ')} are fed side by side, in this order`] : []),
    ...(way.kind === 'sequence' && way.steps !== null && way.steps > 1
      ? [`the file is for sequences of ${way.steps} steps: here they have no end`]
      : []),
    ...(opset > NEWEST
      ? [`opset ${opset} is newer than ${NEWEST}: its operators are read as they were then`]
      : []),
  ];
}
