/** What layers read and add: the layer before, or any earlier ones and the input. */
import { type Rule, rule } from '../check/rules.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { add, concat } from '../ops/index.ts';

/** The input, after its normalisation, or the output of the layer with this index. */
export type LayerSource = 'input' | number;

export interface Wired {
  /** What it reads, side by side; default: the output of the layer before, of the first layer the input. */
  readonly from?: readonly LayerSource[];
  /** What is added to its output: a skip connection. */
  readonly add?: readonly LayerSource[];
}

/** The rule of the sources of the layer with an index. */
export const sourcesOf = (index: number): Rule =>
  rule(
    `a list of "input"${index > 0 ? ` or earlier layers, 0 to ${index - 1}` : ''}`,
    (x) => Array.isArray(x) && x.length > 0 && x.every((one) => one === 'input' || isEarlier(one, index)),
  );

const isEarlier = (one: unknown, index: number): boolean =>
  Number.isInteger(one) && Number(one) >= 0 && Number(one) < index;

const sourceOf = (source: LayerSource, input: Value, outputs: readonly Value[]): Value =>
  source === 'input' ? input : outputs[source];

/** What a layer reads: its sources side by side, in their order. */
export function readBy({ from }: Wired, input: Value, outputs: readonly Value[]): Value {
  return from ? from.map((one) => sourceOf(one, input, outputs)).reduce(concat) : (outputs.at(-1) ?? input);
}

/** A layer's output with what is added to it. @throws RangeError if one has another length */
export function withAdded(
  output: Value,
  { add: sources = [] }: Wired,
  input: Value,
  outputs: readonly Value[],
): Value {
  return sources.reduce((sum, source) => {
    const one = sourceOf(source, input, outputs);
    if (lengthOf(one) !== lengthOf(sum))
      throw new RangeError(
        `${output.graph.scope}: add: ${source === 'input' ? 'the input' : `layer ${source}`} has ${lengthOf(one)} numbers, ` +
          `the layer's output ${lengthOf(sum)}`,
      );
    return add(sum, one);
  }, output);
}
