/** What LSTM, GRU and RNN have in common: their tensors, the state that they carry, and the sum that enters a gate. */
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { BuiltState } from '../build.ts';
import type { Call } from '../call.ts';
import { isLength, sizesOf } from '../moving.ts';
import { type Stream, sizeOf, stream, type Tensor, whole } from '../tensor.ts';
import { tensorsOf, Weights } from './weights.ts';

/** A state before the step, and where its next value goes. */
export interface Carried {
  readonly before: Value;
  becomes(after: Value): void;
}

/** A node in one step: its gates' sums and its states. */
export class Recurrence {
  private readonly before = new Map<number, Carried>();

  constructor(
    readonly call: Call,
    private readonly weights: Weights,
    private readonly named: string,
  ) {}

  get units(): number {
    return this.weights.units;
  }

  /** The sum that enters rows of gates, their numbers in the file's order: W x and R h with both biases. */
  sum(gates: readonly number[], h = this.state('h', 5).before): Value {
    const { terms, bias } = this.weights.input(gates, [0, 1]);
    return o.affine(bias, ...terms, [this.weights.recurrent(gates), h]);
  }

  /** W x + Wb alone. */
  inputPart(gates: readonly number[]): Value {
    const { terms, bias } = this.weights.input(gates, [0]);
    return o.affine(bias, ...terms);
  }

  /** R h + Rb alone. */
  statePart(gates: readonly number[]): Value {
    return o.affine(this.weights.bias(gates, [1]), [
      this.weights.recurrent(gates),
      this.state('h', 5).before,
    ]);
  }

  /** A sum in the bounds that the node has for it. */
  clipped(sum: Value): Value {
    const bound = this.call.float('clip', 0);
    return bound > 0 ? o.clip(sum, bound) : sum;
  }

  /** The state that an input starts, before the step. */
  state(name: string, input: number): Carried {
    const found = this.before.get(input) ?? carried(this.call, `${this.named}.${name}`, input, this.units);
    this.before.set(input, found);
    return found;
  }
}

/** @throws Refusal for what cannot run step by step, and for shapes that contradict each other */
export function recurrence(call: Call, gates: number): Recurrence {
  const direction = call.text('direction', 'forward');
  if (direction !== 'forward')
    call.fail(`it is ${direction}: it needs the future, which a model that runs step by step does not have`);
  const named = titleOf(call);
  const tensors = tensorsOf(call, gates);
  const x = inputOf(call, tensors.w.shape[2]);
  const { units } = tensors;
  const name = call.node.name ? ` ("${call.node.name}")` : '';
  call.build.layers.push(`${call.node.op} of ${units} units${name}`);
  call.build.recurrent++;
  return new Recurrence(call, new Weights(call.build, tensors, x.body, gates, named), named);
}

/** A name for the node's states and unnamed tensors. */
const titleOf = ({ node, build }: Call): string =>
  node.name.replace(/^\//, '').replaceAll('/', '.') || `${node.op.toLowerCase()}${build.recurrent || ''}`;

/** The input of the step. */
function inputOf(call: Call, inputs: number): Stream {
  const x = call.input(0);
  const layout = call.integer('layout', 0);
  if (x.kind === 'constant') return call.fail('its input is constant');
  if (x.shape.length !== 3) call.fail(`its input has ${x.shape.length} axes, not 3`, 'way');
  if (x.last) call.mixes('it goes over a sequence again after its last step');
  const [time, batch] = layout === 0 ? [0, 1] : [1, 0];
  if (x.time >= 0 && x.time !== time) call.fail('its sequences do not lie along the axis of time', 'way');
  if (x.shape[batch] !== 1)
    call.fail(
      `its batch has ${x.shape[batch]} sequences: export the model with a batch of 1 or an open one`,
      'way',
    );
  if (x.shape[2] !== inputs) call.fail(`its weights are for ${inputs} inputs, not ${x.shape[2]}`, 'way');
  if (x.time < 0 && (x.shape[time] !== 1 || call.build.way === 'sequence'))
    call.fail('its sequence is not that of the input', 'way');
  checkLengths(call);
  return x;
}

/** @throws Refusal unless the lengths of sequences are absent or full */
function checkLengths(call: Call): void {
  if (!call.given(4)) return;
  const lengths = call.constant(4, 'sequence_lens');
  const steps = call.build.way === 'sequence' ? call.build.steps : 1;
  if (!sizesOf(lengths).every((one) => isLength(one, steps)))
    call.fail(
      'its sequence_lens are not the whole length: sequences of a part of the steps cannot be read',
      'way',
    );
}

/** The state that the node carries: its own, or what the file computes for it in each step. */
function carried(call: Call, name: string, input: number, units: number): Carried {
  const { build } = call;
  const given = call.given(input) ? call.input(input) : null;
  if (given && sizeOf(given.shape) !== units)
    call.fail(`its state has ${sizeOf(given.shape)} numbers, not ${units}`, 'way');
  if (given?.kind === 'stream') {
    if (build.way === 'sequence') call.fail('its first state is computed in each step', 'way');
    return { before: build.value(given.body), becomes: () => {} };
  }
  if (build.way === 'step') {
    if (build.explicit)
      call.fail(`its state starts anew in each call: make it an input and an output of the model`);
    build.note(
      `${call.node.place} has one step and no state outside: here it keeps its state from step to step`,
    );
  }
  const state: BuiltState = build.state(name, given?.data ?? new Float64Array(units), given?.labels ?? null);
  return {
    before: state.before,
    becomes(after) {
      state.after = after;
    },
  };
}

/** Y, Y_h and Y_c. */
export function outputsOf(call: Call, h: Value, c?: Value): Tensor[] {
  const units = h.shape[0];
  const { build } = call;
  const x = call.input(0) as Stream;
  const isSequence = build.way === 'sequence';
  const layout = call.integer('layout', 0);
  const last = (value: Value): Stream => stream([1, 1, units], whole(value), { last: isSequence });
  const every = stream([1, 1, 1, units], whole(h), { time: x.time < 0 ? -1 : layout });
  return [every, last(h), ...(c ? [last(c)] : [])];
}
