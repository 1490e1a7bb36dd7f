import type { LayerConfig } from '../config.ts';
import type { Plan, Value } from '../plan.ts';
import type { Place } from '../weights.ts';

/** A layer where it is called: what it reads, and where its weights are. */
export interface Call {
  readonly layer: LayerConfig;
  readonly place: Place;
  readonly inputs: readonly Value[];
  /** Numbers among its arguments, by place: `x * 0.5` of a functional model. */
  readonly numbers: readonly (number | null)[];
  readonly plan: Plan;
  /** The version of Keras that wrote the file, its first number. */
  readonly major: number;
  /** Something that people should know. */
  readonly note: (text: string) => void;
  /** The title of a layer that does nothing after the training. */
  readonly leave: (title: string) => void;
}

/** Reads a layer of a class. @throws ImportError naming the layer */
export type Read = (call: Call) => Value;

/** The one value that a layer reads. @throws ImportError if it reads several */
export function only({ layer, inputs }: Call): Value {
  if (inputs.length === 1) return inputs[0];
  throw layer.error(`it reads ${inputs.length} tensors; expected one`);
}
