import type { Model } from '../../compile/model.ts';
import type { Value } from '../../graph/value.ts';

/** A penalty added to the loss: its mean over the steps of a window, times a weight. Written as a graph, like a cell. */
export interface Regulariser {
  readonly name: string;
  /**
   * The penalty of one step, a vector of length 1.
   * @throws RangeError if the model lacks a probe or state that it needs
   */
  penalty(model: Model): Value;
}

/** A probe of the model. @throws RangeError naming the probes that there are */
export function probe(model: Model, name: string, regulariser: string): Value {
  const value = model.probes.get(name);
  if (!value)
    throw new RangeError(
      `regulariser "${regulariser}" needs the probe "${name}"; this model has ${[...model.probes.keys()].join(', ') || 'none'}`,
    );
  return value;
}
