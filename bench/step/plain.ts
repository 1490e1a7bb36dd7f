/**
 * The cells as a good JavaScript programmer writes them without any library: float64, typed arrays, nothing allocated
 * in a step, the engine's own Math.tanh and Math.exp. Nothing is checked and float64 needs no compensation.
 */
import type { Case, CellName } from './case.ts';

/** One step; the outputs are valid until the next. */
export type Step = (x: Float64Array, dt: number) => Float64Array;

type Parameters = (name: string) => Float64Array;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** out = base + W x, four rows at a time, so that an element of x is read once for four sums. `out` may be base. */
function affine(out: Float64Array, base: Float64Array, W: Float64Array, x: Float64Array): void {
  const rows = out.length;
  const columns = x.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = row * columns;
    let b = a + columns;
    let c = b + columns;
    let d = c + columns;
    let sumA = base[row];
    let sumB = base[row + 1];
    let sumC = base[row + 2];
    let sumD = base[row + 3];
    for (let k = 0; k < columns; k++) {
      const value = x[k];
      sumA += W[a++] * value;
      sumB += W[b++] * value;
      sumC += W[c++] * value;
      sumD += W[d++] * value;
    }
    out[row] = sumA;
    out[row + 1] = sumB;
    out[row + 2] = sumC;
    out[row + 3] = sumD;
  }
  for (; row < rows; row++) {
    let at = row * columns;
    let sum = base[row];
    for (let k = 0; k < columns; k++) sum += W[at++] * x[k];
    out[row] = sum;
  }
}

/** A cell's state update, followed by the dense read-out of h. */
function withReadout(p: Parameters, h: Float64Array, update: (x: Float64Array, dt: number) => void): Step {
  const W = p('readout.W');
  const b = p('readout.b');
  const y = new Float64Array(b.length);
  return (x, dt) => {
    update(x, dt);
    affine(y, b, W, h);
    return y;
  };
}

const cells: Record<CellName, (p: Parameters, units: number, inputs: number) => Step> = {
  ltc(p, units) {
    const [W, U, b, A] = ['W', 'U', 'b', 'A'].map(p);
    const rate = p('tau').map((tau) => 1 / tau);
    const h = new Float64Array(units);
    const fromInput = new Float64Array(units);
    const z = new Float64Array(units);
    return withReadout(p, h, (x, dt) => {
      const s = dt / 6;
      affine(fromInput, b, U, x);
      for (let unfold = 0; unfold < 6; unfold++) {
        affine(z, fromInput, W, h);
        for (let i = 0; i < units; i++) {
          const f = sigmoid(z[i]);
          h[i] = (h[i] + s * f * A[i]) / (1 + s * (rate[i] + f));
        }
      }
    });
  },

  cfc(p, units, inputs) {
    const heads = ['ff1', 'ff2', 'time_a', 'time_b'];
    const W = Float64Array.from(heads.flatMap((head) => Array.from(p(`${head}.weight`))));
    const b = Float64Array.from(heads.flatMap((head) => Array.from(p(`${head}.bias`))));
    const z = new Float64Array(inputs + units);
    const h = z.subarray(inputs);
    const all = new Float64Array(4 * units);
    return withReadout(p, h, (x, dt) => {
      z.set(x);
      affine(all, b, W, z);
      for (let i = 0; i < units; i++) {
        const t = sigmoid(all[2 * units + i] * dt + all[3 * units + i]);
        h[i] = Math.tanh(all[i]) * (1 - t) + t * Math.tanh(all[units + i]);
      }
    });
  },

  lstm(p, units) {
    const [inputW, stateW, inputB, stateB] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
    const b = inputB.map((value, i) => value + stateB[i]);
    const h = new Float64Array(units);
    const c = new Float64Array(units);
    const gates = new Float64Array(4 * units);
    return withReadout(p, h, (x) => {
      affine(gates, b, inputW, x);
      affine(gates, gates, stateW, h);
      for (let i = 0; i < units; i++) {
        const candidate = Math.tanh(gates[2 * units + i]);
        c[i] = sigmoid(gates[units + i]) * c[i] + sigmoid(gates[i]) * candidate;
        h[i] = sigmoid(gates[3 * units + i]) * Math.tanh(c[i]);
      }
    });
  },

  gru(p, units) {
    const [inputW, stateW, inputB, stateB] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
    const h = new Float64Array(units);
    const a = new Float64Array(3 * units);
    const b = new Float64Array(3 * units);
    return withReadout(p, h, (x) => {
      affine(a, inputB, inputW, x);
      affine(b, stateB, stateW, h);
      for (let i = 0; i < units; i++) {
        const r = sigmoid(a[i] + b[i]);
        const z = sigmoid(a[units + i] + b[units + i]);
        const u = Math.tanh(a[2 * units + i] + r * b[2 * units + i]);
        h[i] = u + z * (h[i] - u);
      }
    });
  },

  hlln(p, units) {
    const [W, b] = ['W', 'b'].map(p);
    const [E, hbar, alpha, d] = ['E', 'hbar', 'alpha', 'd'].map((name) => p(name)[0]);
    const h = new Float64Array(units);
    const proposal = new Float64Array(units);
    return (x) => {
      let sum = 0;
      for (let i = 0; i < units; i++) sum += Math.abs(x[i] - h[i]);
      const gamma = sigmoid(E / (hbar * (1 + (alpha * sum) / units)) + d);
      affine(proposal, b, W, x);
      for (let i = 0; i < units; i++) h[i] = gamma * h[i] + (1 - gamma) * proposal[i];
      return h;
    };
  },
};

/** The cell of a case, in its zero state. */
export const plainCell = ({ cell, parameters, inputs, units }: Case): Step =>
  cells[cell]((name) => parameters.get(name) as Float64Array, units, inputs);
