import type { Model } from '../compile/model.ts';
import { isLoop, schedule } from '../compile/schedule.ts';
import { A, K as K_FIELD, M, N, OP, type Op, OUT, RECORD } from '../graph/op.ts';
import { sizeOf } from '../graph/parameter.ts';
import { lengthOf, sizes, type Value } from '../graph/value.ts';
import { scaleOp } from '../ops/index.ts';

type Forward = Op['forward'];
type Backward = Op['backward'];

/**
 * A model unrolled over `steps` steps: one flat list of records over one flat array of values, planned once.
 *
 * Values: `[parameters | constants | initial states | frame 0 | frame 1 | …]`, a frame holding every value of one step,
 * unfolds included. A state before step t *is* the state after step t − 1, so nothing is copied between frames.
 */
export class Tape {
  readonly steps: number;
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  /** Trained numbers, in the order of `model.parameters`: the head of `values` and of `gradients`. */
  readonly parameters: Float64Array;
  readonly parameterGradients: Float64Array;
  private readonly forwards: Forward[] = [];
  private readonly backwards: Backward[] = [];
  private readonly constantRecords: Int32Array;
  private readonly records: Int32Array;
  private readonly recordsPerStep: number;
  private readonly frames: number;
  private readonly frameSize: number;
  private readonly initialStates: {
    readonly name: string;
    readonly address: number;
    readonly length: number;
  }[] = [];
  private readonly addressOf: (value: Value, step: number) => number;

  /**
   * @param also values wanted beyond the model's output, prediction and states: probes, penalties
   */
  constructor(model: Model, steps: number, also: readonly Value[] = []) {
    this.steps = steps;
    const after = new Map(model.states.map((s) => [s.before, s.after]));
    const roots = [model.output, model.prediction, ...model.states.map((s) => s.after), ...also];
    const plan = schedule(roots);
    const parameterOf = new Map(
      plan.constants.flatMap((v) => (v.source.kind === 'parameter' ? [[v.source.parameter.name, v]] : [])),
    );

    const fixed = new Map<Value, number>();
    let top = 0;
    for (const parameter of model.parameters) {
      const value = parameterOf.get(parameter.name);
      if (value) fixed.set(value, top);
      top += sizeOf(parameter.shape);
    }
    const parameterEnd = top;
    const place = (value: Value, map = fixed): number => {
      const at = top;
      map.set(value, at);
      top += lengthOf(value);
      return at;
    };
    const data: [at: number, numbers: ArrayLike<number>][] = [];
    for (const value of plan.constants) {
      if (value.source.kind === 'parameter') continue;
      const at = place(value);
      if (value.source.kind === 'constant') data.push([at, value.source.data]);
    }
    for (const { name, before } of model.states)
      this.initialStates.push({ name, address: place(before), length: lengthOf(before) });
    const immediates = new Map<number, number>();
    const immediate = (m: number): number => {
      let at = immediates.get(m);
      if (at === undefined) {
        at = top++;
        immediates.set(m, at);
        data.push([at, [m]]);
      }
      return at;
    };
    const visitImmediates = (value: Value): void => {
      if (value.source.kind === 'op') immediate(value.source.attributes.immediate ?? 0);
      if (value.source.kind === 'substep') immediate(1 / value.source.of.count);
    };
    const flat = plan.step.flatMap((item) => (isLoop(item) ? item.body : [item]));
    for (const value of [...plan.constants, ...flat, model.input, model.dt]) visitImmediates(value);

    this.frames = top;
    top = 0;
    const local = new Map<Value, number>();
    place(model.input, local);
    place(model.dt, local);
    for (const value of flat) {
      const { kind } = value.source;
      if (kind !== 'op' && kind !== 'substep') continue;
      const at = place(value, local);
      if (value.loop && kind === 'op') top = at + lengthOf(value) * value.loop.count;
    }
    this.frameSize = top;

    const address = (value: Value, step: number, unfold?: number): number => {
      const { source } = value;
      if (value.region === 'constant') return fixed.get(value) as number;
      if (source.kind === 'state')
        return step === 0 ? (fixed.get(value) as number) : address(after.get(value) as Value, step - 1);
      if (source.kind === 'result') return address(source.of.next, step);
      const i = unfold ?? (value.loop ? value.loop.count - 1 : 0);
      if (source.kind === 'carried')
        return i === 0 ? address(source.of.initial, step) : address(source.of.next, step, i - 1);
      const shift = value.loop && source.kind === 'op' ? i * lengthOf(value) : 0;
      return this.frames + step * this.frameSize + (local.get(value) as number) + shift;
    };
    this.addressOf = address;

    const indices = new Map<Op, number>();
    const index = (op: Op): number => {
      let i = indices.get(op);
      if (i === undefined) {
        i = this.forwards.length;
        indices.set(op, i);
        this.forwards.push(op.forward);
        this.backwards.push(op.backward);
      }
      return i;
    };
    const record = (into: number[], value: Value, step: number, unfold?: number): void => {
      const { source } = value;
      const r = new Array<number>(RECORD).fill(0);
      r[OUT] = address(value, step, unfold);
      if (source.kind === 'op') {
        const { op, inputs, attributes } = source;
        r[OP] = index(op);
        const { n, k } = sizes(value);
        r[N] = n;
        r[K_FIELD] = k;
        inputs.forEach((input, j) => {
          r[A + j] = address(input, step, input.loop && input.loop === value.loop ? unfold : undefined);
        });
        r[M] = immediate(attributes.immediate ?? 0);
      } else if (source.kind === 'substep') {
        if (unfold) return;
        r[OP] = index(scaleOp);
        r[N] = 1;
        r[A] = address(source.of.dt, step);
        r[M] = immediate(1 / source.of.count);
      } else return;
      into.push(...r);
    };
    const constantRecords: number[] = [];
    for (const value of plan.constants) record(constantRecords, value, 0);
    const records: number[] = [];
    for (let step = 0; step < steps; step++)
      for (const item of plan.step) {
        if (!isLoop(item)) record(records, item, step);
        else
          for (let unfold = 0; unfold < item.loop.count; unfold++)
            for (const value of item.body) record(records, value, step, unfold);
      }
    this.constantRecords = Int32Array.from(constantRecords);
    this.records = Int32Array.from(records);
    this.recordsPerStep = records.length / steps;
    const size = this.frames + steps * this.frameSize;
    this.values = new Float64Array(size);
    this.gradients = new Float64Array(size);
    for (const [at, numbers] of data) this.values.set(numbers, at);
    this.parameters = this.values.subarray(0, parameterEnd);
    this.parameterGradients = this.gradients.subarray(0, parameterEnd);
  }

  /** Where a value of a step lies in `values`, and its gradient in `gradients`. */
  address(value: Value, step: number): number {
    return this.addressOf(value, step);
  }

  /** Computes what depends on parameters only. Call it after each change of them. */
  prepare(): void {
    this.play(this.constantRecords, this.constantRecords.length);
  }

  /** Runs steps 0 … steps − 1 on the inputs that lie in their frames. */
  forward(steps: number): void {
    this.play(this.records, steps * this.recordsPerStep);
  }

  /** Forgets the gradients of parameters and constants: the start of a mini-batch. */
  clearGradients(): void {
    this.gradients.fill(0, 0, this.frames);
  }

  /** Forgets the gradients of the frames: before each sequence's are seeded. */
  clearFrames(steps: number): void {
    this.gradients.fill(0, this.frames, this.frames + steps * this.frameSize);
  }

  /** Carries the gradients that were seeded in the frames back to the constants. */
  backward(steps: number): void {
    this.rewind(this.records, steps * this.recordsPerStep);
  }

  /** Carries the gradients of the constants back to the parameters: once, after the last sequence of a batch. */
  finish(): void {
    this.rewind(this.constantRecords, this.constantRecords.length);
  }

  /** Sets the states before step 0 to zero. */
  reset(): void {
    for (const { address, length } of this.initialStates) this.values.fill(0, address, address + length);
  }

  /** Makes the states after `steps` steps those before step 0, so that a long sequence runs in pieces. */
  carry(model: Model, steps: number): void {
    const ends = model.states.map(({ after }) => {
      const at = this.address(after, steps - 1);
      return this.values.slice(at, at + lengthOf(after));
    });
    ends.forEach((end, i) => {
      this.values.set(end, this.initialStates[i].address);
    });
  }

  private play(records: Int32Array, end: number): void {
    const { values, forwards } = this;
    for (let i = 0; i < end; i += RECORD) forwards[records[i]](values, records, i);
  }

  private rewind(records: Int32Array, end: number): void {
    const { values, gradients, backwards } = this;
    for (let i = end - RECORD; i >= 0; i -= RECORD) backwards[records[i]](values, gradients, records, i);
  }
}
