/** An adaptive solver, and right-hand sides for it. */
import { defineCell, type FieldCell } from '../cells/index.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { buildNetwork } from '../network/network.ts';
import { mul, slice, sub } from '../ops/index.ts';
import { Evaluator } from '../train/evaluate.ts';

/** An adaptive solver to compare fixed-budget solvers with. Nothing that ships uses it. */

/** Writes dy/dt at y into `slope`. */
export type Derivative = (y: Float64Array, slope: Float64Array) => void;

export interface Tolerances {
  readonly relative: number;
  readonly absolute: number;
}

/** Cost of an integration. */
export interface Work {
  /** Evaluations of the derivative, including those of rejected steps. */
  evaluations: number;
  refused: number;
}

/** Rows of Tsitouras' tableau, “Runge–Kutta pairs of order 5(4)”, Computers & Mathematics with Applications 62 (2011). */
const A: readonly (readonly number[])[] = [
  [],
  [0.161],
  [-0.008480655492356989, 0.335480655492357],
  [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
  [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
  [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
  [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774],
];
/** Weights of order 5 less those of order 4. Weighted by them, the slopes sum to the error of a step. */
const E: readonly number[] = [
  -0.001780011052225777,
  -0.0008164344596567469,
  0.007880878010261995,
  -0.1447110071732629,
  0.5823571654525552,
  -0.45808210592918697,
  1 / 66,
];

const STAGES = A.length;
/** Steps before an integration gives up: the problem is too stiff for an explicit method. */
const MOST_STEPS = 100_000;

/** Integrates `y` in place over an interval of time. A PI controller sets the steps (Hairer, Nørsett & Wanner). */
export class Tsit5 {
  private readonly slopes: readonly Float64Array[];
  private readonly stage: Float64Array;
  private readonly next: Float64Array;
  /** The first step to try: the last one of the interval before. */
  private step = 0;
  private before = 1e-4;

  constructor(
    size: number,
    private readonly derivative: Derivative,
    private readonly tolerances: Tolerances,
  ) {
    this.slopes = Array.from({ length: STAGES }, () => new Float64Array(size));
    this.stage = new Float64Array(size);
    this.next = new Float64Array(size);
  }

  /** @throws RangeError if it takes more than 100,000 steps */
  integrate(y: Float64Array, interval: number): Work {
    const work: Work = { evaluations: 1, refused: 0 };
    this.derivative(y, this.slopes[0]);
    let time = 0;
    if (!(this.step > 0)) this.step = interval / 10;
    for (let steps = 0; time < interval; steps++) {
      if (steps === MOST_STEPS)
        throw new RangeError(`more than ${MOST_STEPS} steps for an interval of ${interval}`);
      const last = time + this.step >= interval * (1 - 1e-12);
      const h = last ? interval - time : this.step;
      const error = this.attempt(y, h);
      work.evaluations += STAGES - 1;
      if (error <= 1) {
        y.set(this.next);
        this.slopes[0].set(this.slopes[STAGES - 1]); // the last stage of a step is the first of the next
        time = last ? interval : time + h;
      } else work.refused++;
      const factor = 0.9 * Math.max(error, 1e-10) ** (-0.7 / 5) * this.before ** (0.4 / 5);
      // the remainder of an interval says nothing about the steps of the next
      if (!last || error > 1) this.step = h * Math.min(error > 1 ? 1 : 5, Math.max(0.2, factor));
      if (error <= 1) this.before = Math.max(error, 1e-4);
    }
    return work;
  }

  /** Takes one step of length h to `next`. @returns its error in units of the tolerance */
  private attempt(y: Float64Array, h: number): number {
    const { slopes, stage, next } = this;
    for (let s = 1; s < STAGES; s++) {
      const to = s === STAGES - 1 ? next : stage;
      for (let i = 0; i < y.length; i++) {
        let sum = 0;
        for (let j = 0; j < s; j++) sum += A[s][j] * slopes[j][i];
        to[i] = y[i] + h * sum;
      }
      this.derivative(to, slopes[s]);
    }
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      let error = 0;
      for (let s = 0; s < STAGES; s++) error += E[s] * slopes[s][i];
      const size =
        this.tolerances.absolute + this.tolerances.relative * Math.max(Math.abs(y[i]), Math.abs(next[i]));
      sum += ((h * error) / size) ** 2;
    }
    const norm = Math.sqrt(sum / y.length);
    return Number.isFinite(norm) ? norm : 1e6;
  }
}

/**
 * The right-hand side drive − decay ⊙ h of a field in float64 for a held input. Uses the cell's own equation, as a network
 * from the state to its derivative.
 * @returns functions that set the input and give the derivative of any state
 */
export function derivativeOf(
  cell: FieldCell,
  { inputs, units }: { readonly inputs: number; readonly units: number },
  parameters: ParameterValues,
): { hold(input: ArrayLike<number>): void; derivative: Derivative } {
  const field = defineCell({
    kind: 'map',
    name: 'derivative',
    source: cell.source,
    states: () => ({ none: 1 }),
    parameters: () => cell.parameters({ inputs, units }),
    next: ({ p, x, dt, state }) => {
      const h = slice(x, inputs, units);
      const { drive, decay } = cell.field({ p, x: slice(x, 0, inputs), h, dt, inputs, units });
      return { state, output: sub(drive, mul(decay, h)) };
    },
  });
  const network = buildNetwork({
    inputs: inputs + units,
    outputs: units,
    layers: [{ cell: field, units }],
    readout: 'none',
  });
  const evaluator = new Evaluator(network, parameters);
  const row = new Float64Array(inputs + units);
  return {
    hold: (input) => row.set(input),
    derivative(y, slope) {
      row.set(y, inputs);
      slope.set(evaluator.step(row, 1));
    },
  };
}
