import { linear, memory, type Step, type Tensors, type Vector, within } from '../reference.ts';
import { under } from '../state-dict.ts';
import type { Draw } from './draw.ts';

/** A random checkpoint, as ncps or torch.nn would save it, and the step that it stands for. */
export interface Case {
  /** What was drawn, for messages. */
  readonly what: string;
  readonly tensors: Tensors;
  readonly config: {
    readonly class: string;
    readonly args: Record<string, unknown>;
    readonly wiring?: object;
  };
  readonly inputs: number;
  /** Sizes of h and, with a memory, of c. */
  readonly state: { readonly layers: number; readonly units: number; readonly memory: boolean };
  readonly step: Step;
}

export type Cell = (x: Vector, h: Vector, elapsed: number) => { output: Vector; h: Vector };

/** Puts what ncps has around a cell: its names, the memory in front, the projection behind. */
export function sequence(
  d: Draw,
  { tensors, outputs, units, inputs }: { tensors: Tensors; outputs: number; units: number; inputs: number },
  cellOf: (t: Tensors) => Cell,
  projected: boolean,
): Pick<Case, 'tensors' | 'state' | 'step' | 'inputs'> & { mixed: boolean } {
  const mixed = d.flag();
  const bound = 1.1 * Math.sqrt(6 / (inputs + 4 * units));
  const all: Tensors = {
    ...under('rnn_cell.', tensors),
    ...(mixed && {
      'lstm.input_map.weight': d.matrix(4 * units, inputs, -bound),
      'lstm.input_map.bias': d.vector(4 * units, -0.1),
      'lstm.recurrent_map.weight': d.matrix(4 * units, units, -bound),
    }),
    ...(projected && d.linear('fc', d.whole(1, 5), outputs)),
  };
  const cell = cellOf(tensors);
  const step: Step = (x, { h: [h], c: [c] }, elapsed) => {
    const before = mixed ? memory(within(all, 'lstm.'), x, h, c) : { h, c };
    const { output, h: after } = cell(x, before.h, elapsed);
    return {
      output: projected ? linear(all, 'fc', output) : output,
      state: { h: [after], c: mixed ? [before.c] : [] },
    };
  };
  return { tensors: all, inputs, state: { layers: 1, units, memory: mixed }, step, mixed };
}

/** A cell alone, as LTCCell and CfCCell are saved. */
export const alone = (
  { tensors, units, inputs }: { tensors: Tensors; units: number; inputs: number },
  cellOf: (t: Tensors) => Cell,
): Pick<Case, 'tensors' | 'state' | 'step' | 'inputs'> => ({
  tensors,
  inputs,
  state: { layers: 1, units, memory: false },
  step: (x, { h: [h] }, elapsed) => {
    const { output, h: after } = cellOf(tensors)(x, h, elapsed);
    return { output, state: { h: [after], c: [] } };
  },
});
