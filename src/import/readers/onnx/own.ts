/** What a graph that was exported here says of its states and its time, in `metadata_props`. */
import type { Model, Port } from './model.ts';

/** A number for each element, as JSON; null of anything else. */
function numbersIn(text: string): readonly number[] | null {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) && found.every(Number.isFinite) ? found : null;
  } catch {
    return null;
  }
}

/** The input that is the time since the last step; null if the file names none. */
export const timeOf = ({ inputs, properties }: Model): Port | null =>
  inputs.find(({ name }) => name === properties.get('time')) ?? null;

/** States whose first numbers the file has: by the input, the output and these numbers. */
export const ownStates = ({
  inputs,
  outputs,
  properties,
}: Model): ReadonlyMap<string, { readonly output: string; readonly initial: readonly number[] }> =>
  new Map(
    inputs.flatMap(({ name }) => {
      const output = `${name}_out`;
      const initial = numbersIn(properties.get(`initial.${name}`) ?? '');
      const has = outputs.some((one) => one.name === output);
      return initial && has ? [[name, { output, initial }] as const] : [];
    }),
  );
