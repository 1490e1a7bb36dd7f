/** What the writers share: every value gets a name, and one entry of a table for its operation. */
import { lengthOf, type Value } from '../../graph/value.ts';
import type { Elementary, ElementaryStep } from './elementary.ts';

/** An operation whose operands have names. */
export interface Named {
  readonly value: Value;
  /** Names of the operands. */
  readonly inputs: readonly string[];
  /** Their lengths. */
  readonly lengths: readonly number[];
  /** The length of the result. */
  readonly length: number;
  readonly immediate: number;
  readonly offset: number;
}

export interface Writer {
  /** A name like the wanted one that nothing else has. */
  named(wanted: string): string;
  /** Writes a constant; its name. */
  constant(value: Value): string;
  /** Writes an operation under a name. Its result has it. */
  readonly operations: Readonly<Record<Elementary, (one: Named, name: string) => void>>;
}

/**
 * Writes the values of a step.
 * @param given names of inputs and states, and those that the results must have
 * @returns the names of all values
 */
export function emit(
  step: ElementaryStep,
  writer: Writer,
  given: ReadonlyMap<Value, string>,
): ReadonlyMap<Value, string> {
  const names = new Map(given);
  const { values } = step;
  const narrow = narrowIn(step);
  for (const value of values) {
    const { source } = value;
    if (source.kind === 'constant') names.set(value, writer.constant(value));
    if (source.kind !== 'op') continue;
    const inputs = source.inputs.map((input) => names.get(input) as string);
    const same = narrow.has(value) || source.op.name === 'copy';
    const name = given.get(value) ?? (same ? inputs[0] : writer.named(source.op.name.replaceAll('-', '_')));
    names.set(value, name);
    if (same && !given.has(value)) continue;
    const { immediate = 0, offset = 0 } = source.attributes;
    writer.operations[source.op.name as Elementary](
      { value, inputs, lengths: source.inputs.map(lengthOf), length: lengthOf(value), immediate, offset },
      name,
    );
  }
  return names;
}

const pointwise: readonly string[] = ['add', 'sub', 'mul', 'div'];

/** Numbers that are repeated only for operations that repeat them by themselves, since their other operand is as long as that. */
function narrowIn({ values, output, states }: ElementaryStep): ReadonlySet<Value> {
  const isSpread = ({ source }: Value): boolean => source.kind === 'op' && source.op.name === 'broadcast';
  const found = new Set(values.filter(isSpread));
  for (const { source } of values) {
    if (source.kind !== 'op') continue;
    const fits = pointwise.includes(source.op.name) && !source.inputs.every(isSpread);
    if (!fits) for (const input of source.inputs) found.delete(input);
  }
  for (const result of [output, ...states.map(({ after }) => after)]) found.delete(result);
  return found;
}
