/**
 * Teaches a network to do what the regulator does, from noisy readings instead of the state.
 *
 * First the regulator drives, with disturbances that lead it away from where it would stay. A network that has learnt from
 * that alone ends up in states that it has never seen, so then it drives itself while the regulator says what it would have
 * done, and learns from all of it again: DAgger (Ross, Gordon and Bagnell, "A Reduction of Imitation Learning and Structured
 * Prediction to No-Regret Online Learning", AISTATS 2011).
 */
import { Random } from '../../src/data/random.ts';
import { loadSync } from '../../src/runtime/index.ts';
import {
  buildNetwork,
  compile,
  type LayerSpec,
  type Network,
  type Normalisation,
  type Sequence,
  Trainer,
} from '../../src/train/index.ts';
import { STATES } from './cart-pole.ts';
import { throughMachine } from './controllers.ts';
import { type Controller, HERTZ, limited, linear, type Outcome, run, type Scenario } from './run.ts';

export interface Lessons {
  /** Rounds after the first, in which the network drives. */
  readonly rounds: number;
  /** Trajectories of each round, the last of them for validation; and the s of each. */
  readonly trajectories: number;
  readonly seconds: number;
  /** Epochs of each round. */
  readonly epochs: number;
}

export const usualLessons: Lessons = { rounds: 3, trajectories: 12, seconds: 3, epochs: 12 };

/** Steps of a window, ms, the first of which only bring the state up to date. */
const WINDOW = 64;
const WARMUP = 24;
/** Deviation in N and memory in s of the disturbance while the regulator drives: an Ornstein–Uhlenbeck process. */
const EXPLORATION = { deviation: 3, memory: 0.2 };

export interface Learnt {
  readonly network: Network;
  readonly parameters: ReadonlyMap<string, Float64Array>;
  /** RMS in N between network and regulator on the last validation trajectories. */
  readonly error: number;
}

/**
 * Trains one network. The same arguments give the same bits.
 * @param gains of the regulator
 * @param scenario whose plant, sensors, starts and pushes the lessons have; its plant does not change in them
 * @param onRound called after each round with the RMS error in N and the share of the driving time in which nothing fell
 */
export function imitate(
  layer: LayerSpec,
  gains: Float64Array,
  scenario: Scenario,
  { rounds, trajectories, seconds, epochs }: Lessons,
  seed: number,
  onRound: (round: number, error: number, balanced: number) => void = () => {},
): Learnt {
  const lesson: Scenario = { ...scenario, seconds, later: scenario.plant };
  const teacher = linear(gains, 'truth');
  const train: Sequence[] = [];
  const validation: Sequence[] = [];
  const drive = (round: number, driver: () => Controller, disturb?: (random: Random) => () => number) => {
    const outcomes = Array.from({ length: trajectories }, (_, i) => {
      const drivesWith = 1 + seed * 10_000 + round * 100 + i;
      return run(driver(), lesson, drivesWith, disturb?.(new Random(drivesWith)));
    });
    outcomes.forEach((outcome, i) => {
      // what fell at once is too short to learn from
      if (outcome.balanced * HERTZ <= 2 * WARMUP) return;
      (i === trajectories - 1 ? validation : train).push(labelled(outcome, teacher));
    });
    return outcomes.reduce((sum, { balanced }) => sum + balanced, 0) / (trajectories * seconds);
  };

  let balanced = drive(0, () => teacher, explore);
  const network = buildNetwork({
    inputs: STATES,
    outputs: 1,
    layers: [layer],
    readout: 'dense',
    inputNormalisation: scaling(train, ({ inputs }) => inputs, STATES),
    outputNormalisation: scaling(train, ({ targets }) => targets, 1),
  });
  const scale = network.spec.outputNormalisation!.deviation[0];
  let before: Trainer | undefined;
  for (let round = 0; ; round++) {
    const trainer = new Trainer(network, train, validation, {
      epochs,
      rate: 0.02,
      window: WINDOW,
      stride: WINDOW,
      warmup: WARMUP,
      batch: 16,
      seed: seed + round,
    });
    // go on from the weights of the round before, with a new optimiser
    if (before) {
      const fresh = trainer.checkpoint();
      const { parameters } = before.checkpoint().best;
      trainer.restore({ ...fresh, parameters, best: { ...fresh.best, parameters } });
    }
    while (!trainer.finished) trainer.epoch();
    before = trainer;
    const parameters = trainer.bestParameters;
    const error = scale * Math.sqrt(trainer.history.at(-1)!.best);
    onRound(round, error, balanced);
    if (round === rounds) return { network, parameters, error };
    const machine = loadSync(compile(network, parameters).blob);
    balanced = drive(round + 1, () => throughMachine(machine));
  }
}

/** What the regulator would have done in each state of a trajectory, as targets for its readings. */
function labelled({ states, held }: Outcome, teacher: Controller): Sequence {
  const length = states.length / STATES;
  const targets = Float64Array.from({ length }, (_, t) => {
    const truth = states.subarray(t * STATES, (t + 1) * STATES);
    return limited(teacher({ raw: truth, held: truth, truth }));
  });
  return { length, inputs: held, targets, dt: null };
}

function explore(random: Random): () => number {
  const { deviation, memory } = EXPLORATION;
  const keep = Math.exp(-1 / (HERTZ * memory));
  const kick = deviation * Math.sqrt(1 - keep * keep);
  let force = 0;
  return () => (force = keep * force + kick * random.normal());
}

/** Deviation of each channel about 0: upright and at rest stays 0. */
function scaling(
  sequences: readonly Sequence[],
  of: (sequence: Sequence) => Float64Array,
  width: number,
): Normalisation {
  const squares = new Float64Array(width);
  let count = 0;
  for (const sequence of sequences) {
    of(sequence).forEach((x, i) => {
      squares[i % width] += x * x;
    });
    count += sequence.length;
  }
  return { mean: new Float64Array(width), deviation: squares.map((sum) => Math.sqrt(sum / count)) };
}
