/** Checks that a blob computes what was trained: the interpreter in f32 against float64 with the same stored weights. */
import type { Compiled } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import type { Network } from '../network/network.ts';
import { Evaluator } from './evaluate.ts';
import type { Sequence } from './sequence.ts';
import type { Runnable } from './unfolds.ts';

/** The two figures may differ by this share of float64's, plus this share of the variance. */
const SHARE = 0.01;
const OF_VARIANCE = 1e-6;
/** Float64 runs again with inputs that are off by this share of their deviation, about the rounding of single precision. */
const DISTURBED = 1e-7;
/** How often it runs again if the figures differ too much, and how many times that change counts as the model's own. */
const RUNS = 3;
const OWN = 3;

/**
 * A figure for each output. With targets: its mean squared error where they are there (for classes, that of the
 * probabilities). Without targets: its root mean square difference from float64.
 */
export interface Comparison {
  readonly float64: readonly number[];
  readonly deployed: readonly number[];
  /** The largest allowed difference. */
  readonly limits: readonly number[];
  /** The variance of the targets; without targets, of the outputs in float64. */
  readonly variances: readonly number[];
  /** The first output that differs more; −1 if none does. */
  readonly apart: number;
}

/** A network, its parameters, and the constants that its blob computes with. */
export interface Deployed extends Pick<Compiled, 'constants'> {
  readonly network: Network;
  readonly parameters: ParameterValues;
}

/**
 * Compares a blob with float64 on whole sequences, each from the initial state, and judges each output's figures. They may
 * differ by 1 % of float64's plus 1e-6 of the targets' variance; without targets, by 1 % of the outputs' deviation plus the
 * rounding of single precision. A chaotic model moves further in float64 by itself if its inputs are off by 1e-7 of their
 * deviation: its figures may differ by three times that.
 * @param machine runs the blob with weights as floats, since integers round activations too
 * @param sequences steps before `scoredFrom` do not count; empty `targets` mean none
 * @throws what `machine` throws, for example if it leaves the finite numbers
 */
export function compareDeployed(
  { network, parameters, constants }: Deployed,
  machine: Runnable,
  sequences: readonly Sequence[],
): Comparison {
  const evaluator = new Evaluator(network, parameters, { constants });
  const exact = sequences.map((one) => evaluator.outputs(one));
  const figures = figuresFor(network, sequences, exact);
  const float64 = figures.of(exact);
  const deployed = figures.of(
    sequences.map(({ inputs, dt }) => machine.run(inputs, { dt: dt ?? 1, missing: 'error' })),
  );
  const within = (limits: readonly number[]): number =>
    deployed.findIndex((figure, i) => !(Math.abs(figure - float64[i]) <= limits[i]));
  let limits = float64.map((figure, i) => SHARE * figure + figures.floor[i]);
  let apart = within(limits);
  if (apart >= 0) {
    const disturbed = Array.from({ length: RUNS }, (_, run) =>
      figures.of(sequences.map((one) => evaluator.outputs(disturb(network, one, run)))),
    );
    limits = limits.map((limit, i) =>
      Math.max(limit, ...disturbed.map((other) => OWN * Math.abs(other[i] - float64[i]))),
    );
    apart = within(limits);
  }
  return { float64, deployed, limits, variances: figures.variances, apart };
}

/** The change by storing the weights alone: for each output, the root mean square difference in float64. */
export function lostByStoring(
  { network, parameters, constants }: Deployed,
  sequences: readonly Sequence[],
): number[] {
  const stored = new Evaluator(network, parameters, { constants });
  const trained = new Evaluator(network, parameters);
  const bare = sequences.map((one) => ({ ...one, targets: new Float64Array() }));
  const exact = bare.map((one) => stored.outputs(one));
  return figuresFor(network, bare, exact).of(bare.map((one) => trained.outputs(one)));
}

interface Figures {
  /** Computes a figure for each output from the outputs of each sequence. */
  of(outputs: readonly ArrayLike<number>[]): number[];
  readonly variances: readonly number[];
  /** The largest allowed difference if float64's figure is 0. */
  readonly floor: readonly number[];
}

function figuresFor(
  network: Network,
  sequences: readonly Sequence[],
  exact: readonly Float64Array[],
): Figures {
  const { outputs, readout } = network.spec;
  const labelled = sequences.some(({ targets }) => targets.length > 0);
  const targetOf = (s: number, t: number, i: number): number => {
    const { targets } = sequences[s];
    if (!labelled) return exact[s][t * outputs + i];
    if (readout !== 'softmax') return targets[t * outputs + i];
    return Number.isNaN(targets[t]) ? Number.NaN : Number(targets[t] === i);
  };
  const mean = (of: (s: number, t: number, i: number) => number): number[] =>
    Array.from({ length: outputs }, (_, i) => {
      let [sum, count] = [0, 0];
      sequences.forEach(({ length, scoredFrom = 0 }, s) => {
        for (let t = scoredFrom; t < length; t++) {
          if (labelled && Number.isNaN(targetOf(s, t, i))) continue;
          sum += of(s, t, i);
          count++;
        }
      });
      return sum / Math.max(1, count);
    });
  const means = mean(targetOf);
  const variances = mean((s, t, i) => (targetOf(s, t, i) - means[i]) ** 2);
  const squares = (given: readonly ArrayLike<number>[]): number[] =>
    mean((s, t, i) => (given[s][t * outputs + i] - targetOf(s, t, i)) ** 2);
  if (labelled) return { of: squares, variances, floor: variances.map((variance) => OF_VARIANCE * variance) };
  const sizes = mean((s, t, i) => targetOf(s, t, i) ** 2);
  return {
    of: (given) => squares(given).map(Math.sqrt),
    variances,
    floor: variances.map((v, i) => SHARE * Math.sqrt(v) + DISTURBED * Math.sqrt(sizes[i])),
  };
}

/** A sequence whose inputs are off by about the rounding of single precision. */
function disturb(network: Network, sequence: Sequence, seed: number): Sequence {
  const { inputs: width, inputNormalisation } = network.spec;
  const random = new Random(seed + 1);
  const scale = (x: number, i: number): number => inputNormalisation?.deviation[i % width] ?? Math.abs(x);
  return {
    ...sequence,
    inputs: Float64Array.from(sequence.inputs, (x, i) => x + DISTURBED * random.normal() * scale(x, i)),
  };
}

/**
 * What is wrong with a blob and what to do; null if it computes what was trained.
 * @param names of the outputs, if they have names
 */
export function faultOf(
  { float64, deployed, variances, apart }: Comparison,
  labelled: boolean,
  names: readonly string[] = [],
): string | null {
  if (apart < 0) return null;
  const figure = (x: number): string => x.toPrecision(5);
  const output = names[apart] === undefined ? `output ${apart}` : `output ${apart} "${names[apart]}"`;
  const what = labelled
    ? `its mean squared error is ${figure(deployed[apart])} in WebAssembly and ${figure(float64[apart])} in float64 with the same weights`
    : `in WebAssembly it is ${figure(deployed[apart])} (root mean square) away from float64 with the same weights, and its deviation is ${figure(Math.sqrt(variances[apart]))}`;
  return (
    `${output}: ${what}: single precision is too coarse for something that this model computes, as a cell that subtracts ` +
    'large numbers of like size; write it so that they do not arise, or scale the data nearer to 1'
  );
}
