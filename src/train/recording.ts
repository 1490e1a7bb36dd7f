import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { checkedSequences } from './check-sequences.ts';
import type { Sequence, SequenceData } from './sequence.ts';

/** The part of a sequence that a network reads. Calibration needs no targets. */
export type Recording = Pick<SequenceData, 'length' | 'inputs' | 'dt'>;

/**
 * Checks recordings that a network will run on.
 * @param of the called function
 * @param width inputs of the model
 * @throws RangeError naming the recording, the row and the column
 */
export function checkedRecordings(of: string, given: readonly Recording[], width: number): Sequence[] {
  const none = new Float64Array(0);
  const all = Array.isArray(given) ? given.map((one) => ({ ...one, targets: none })) : given;
  return checkedSequences(of, 'recordings', all as readonly SequenceData[], {
    inputs: width,
    outputs: 0,
    loss: null,
  });
}

/**
 * Refuses recordings in which an input never changes. They say nothing about its effect, and weights would be rounded as if it
 * were constant.
 * @throws RangeError naming the input
 */
export function checkInputsMove(recordings: readonly Sequence[], width: number): void {
  for (let input = 0; input < width; input++) {
    const first = recordings.find(({ length }) => length > 0)?.inputs[input];
    const still = recordings.every(({ inputs, length }) => {
      for (let t = 0; t < length; t++) if (inputs[t * width + input] !== first) return false;
      return true;
    });
    if (still)
      throw new RangeError(
        `calibration: input ${input} is ${first} in every step: a recording for compensated rounding has to show how each ` +
          'input varies; record it in use, or round by "least-squares"',
      );
  }
}

/** The vectors that a network multiplies with matrices; a concatenation counts as its parts. */
export function factorsOf(network: Network): Value[] {
  const found = new Set<Value>();
  const visit = (value: Value): void => {
    if (value.source.kind === 'op' && value.source.op.name === 'concat') value.source.inputs.forEach(visit);
    else if (value.region === 'step') found.add(value);
  };
  for (const { source } of network.graph.values)
    if (source.kind === 'op' && source.op.name === 'affine') visit(source.inputs[1]);
  return [...found];
}
