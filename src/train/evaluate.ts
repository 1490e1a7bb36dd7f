import { chosen } from '../check/named.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { anything, flag, listOf, map, type Rules, whole } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { checkedSequences } from './check-sequences.ts';
import { fill, normalisedTargets } from './feed.ts';
import { type Loss, type LossName, losses, lossRules, mse } from './losses/index.ts';
import { type Sequence, type SequenceData, targetSteps } from './sequence.ts';
import { Tape } from './tape.ts';

/** Steps of one pass of the tape. A longer sequence carries its state from pass to pass. */
const CHUNK = 32;

/** Runs a network in float64: the reference for the interpreter. */
export class Evaluator {
  private readonly tape: Tape;
  private readonly output: Float64Array;

  /**
   * @param options.constants values that replace the folded parameters, such as the dequantised tensors of a blob
   * @param options.kernels compute in WebAssembly if the host allows it: the same bits, faster in many long runs
   */
  constructor(
    readonly network: Network,
    parameters: ParameterValues,
    options: {
      readonly also?: readonly Value[];
      readonly constants?: ReadonlyMap<Value, Float64Array>;
      readonly kernels?: boolean;
    } = {},
  ) {
    checkNetwork('Evaluator', network);
    checkArgument('Evaluator', 'parameters', parameters, map);
    checkOptions('Evaluator', options, { also: listOf(anything), constants: map, kernels: flag });
    const { also = [], constants = new Map<Value, Float64Array>(), kernels = false } = options;
    this.tape = new Tape(network, CHUNK, [...also, ...constants.keys()], 1, kernels);
    this.output = new Float64Array(network.spec.outputs);
    this.load(parameters, constants);
    this.reset();
  }

  /**
   * Continues with other parameters of the same network.
   * @param constants for the same values as before
   */
  load(parameters: ParameterValues, constants: ReadonlyMap<Value, Float64Array> = new Map()): void {
    const { tape, network } = this;
    let at = 0;
    for (const { name } of network.parameters) {
      const data = parameters.get(name) as Float64Array;
      tape.parameters.set(data, at);
      at += data.length;
    }
    tape.prepare(constants);
  }

  /** Back to the initial state. */
  reset(): void {
    this.tape.reset();
  }

  /** The states before the next step, one after the other in the network's order. You may write to it. */
  get state(): Float64Array {
    return this.tape.state;
  }

  /** One step, continuing the state. @returns the output, valid until the next step */
  step(input: ArrayLike<number>, dt: number): Float64Array {
    const { tape, network, output } = this;
    tape.values.set(input, tape.address(network.input, 0));
    tape.values[tape.address(network.dt, 0)] = dt;
    tape.forward(1);
    const at = tape.address(network.output, 0);
    output.set(tape.values.subarray(at, at + output.length));
    tape.carry(network, 1);
    return output;
  }

  /** A requested value of the last `step`. */
  read(value: Value): Float64Array {
    const at = this.tape.address(value, 0);
    return this.tape.values.subarray(at, at + lengthOf(value));
  }

  /**
   * Calls `visit(step, read)` after every step from the initial state. `read(value)` gives a value of the step; for a value in a
   * loop, that of the last unfold unless told which.
   */
  run(
    sequence: Sequence,
    visit: (step: number, read: (value: Value, unfold?: number) => Float64Array) => void,
  ): void {
    const { tape, network } = this;
    tape.reset();
    for (let start = 0; start < sequence.length; start += CHUNK) {
      const length = Math.min(CHUNK, sequence.length - start);
      fill(tape, network, sequence, start, length);
      tape.forward(length);
      for (let t = 0; t < length; t++)
        visit(start + t, (value, unfold) => {
          const at = tape.address(value, t, unfold);
          return tape.values.subarray(at, at + lengthOf(value));
        });
      tape.carry(network, length);
    }
  }

  /** The outputs [length × outputs] of a sequence, in the data's own units. */
  outputs(sequence: Sequence): Float64Array {
    const { outputs } = this.network.spec;
    const all = new Float64Array(sequence.length * outputs);
    this.run(sequence, (step, read) => all.set(read(this.network.output), step * outputs));
    return all;
  }
}

export interface EvaluateOptions {
  /** As in training. Default `mse`; for classes `cross-entropy`. */
  readonly loss?: Loss | LossName;
  /** How many first steps of a sequence do not count. Default 0. */
  readonly warmup?: number;
}

const rules: Rules<EvaluateOptions> = { loss: anything, warmup: whole(0) };

/** Which steps count, and by which loss. @throws RangeError naming an unknown or wrong option */
export function scoring(
  of: string,
  { spec }: Pick<Network, 'spec'>,
  options: EvaluateOptions,
): { loss: Loss; warmup: number } {
  checkOptions(of, options, rules);
  const { loss = spec.readout === 'softmax' ? 'cross-entropy' : 'mse', warmup = 0 } = options;
  return { loss: chosen<Loss>(of, 'loss', loss, losses, lossRules), warmup };
}

export interface Evaluation {
  /** Mean loss per step after the warm-up, in normalised units, of the targets that are there; NaN if none is. */
  readonly loss: number;
  /** Fraction of steps with a target whose most probable class it is; NaN for models without classes. */
  readonly accuracy: number;
}

/** The mean loss of a network over whole sequences, each from the initial state. */
export function evaluate(
  network: Network,
  parameters: ParameterValues,
  sequences: readonly SequenceData[],
  options: EvaluateOptions = {},
): Evaluation {
  checkNetwork('evaluate', network);
  checkArgument('evaluate', 'parameters', parameters, map);
  const scored = scoring('evaluate', network, options);
  const checked = checkedSequences('evaluate', 'sequences', sequences, {
    ...network.spec,
    loss: scored.loss,
  });
  return evaluateWith(new Evaluator(network, parameters), checked, scored);
}

/** Like `evaluate`, with an existing evaluator. */
export function evaluateWith(
  evaluator: Evaluator,
  sequences: readonly Sequence[],
  { loss = mse, warmup = 0 }: { loss?: Loss; warmup?: number } = {},
): Evaluation {
  const { network } = evaluator;
  const { outputs, readout } = network.spec;
  const width = loss.targets(outputs);
  const ignored = new Float64Array(outputs);
  let sum = 0;
  let right = 0;
  let steps = 0;
  for (const sequence of sequences) {
    const targets = normalisedTargets(network, loss, sequence);
    evaluator.run(sequence, (step, read) => {
      if (step < Math.max(warmup, sequence.scoredFrom ?? 0)) return;
      const there = targetSteps(targets, width, step, step + 1);
      if (there === 0) return;
      const prediction = read(network.prediction);
      sum += loss.step(prediction, 0, outputs, targets, step * width, ignored, 0);
      if (readout === 'softmax')
        right += prediction.indexOf(Math.max(...prediction)) === targets[step] ? 1 : 0;
      steps += there;
    });
  }
  return { loss: sum / steps, accuracy: readout === 'softmax' ? right / steps : Number.NaN };
}
