/** Fields: semi-implicit with 6 unfolds; the neural ODE with one step of the classic Runge–Kutta method. */
import { affine, type Make, sigmoid, withReadout } from './affine.ts';

export const ltc: Make = (p, units) => {
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
};

export const ltcTau: Make = (p, units) => {
  const [tauW, tauU, tauB, tau0] = ['W_tau', 'U_tau', 'b_tau', 'tau0'].map(p);
  const [W, U, b] = ['W_f', 'U_f', 'b_f'].map(p);
  const h = new Float64Array(units);
  const [tauFromInput, fromInput] = [new Float64Array(units), new Float64Array(units)];
  const [tauZ, z] = [new Float64Array(units), new Float64Array(units)];
  return withReadout(p, h, (x, dt) => {
    const s = dt / 6;
    affine(tauFromInput, tauB, tauU, x);
    affine(fromInput, b, U, x);
    for (let unfold = 0; unfold < 6; unfold++) {
      affine(tauZ, tauFromInput, tauW, h);
      affine(z, fromInput, W, h);
      for (let i = 0; i < units; i++) {
        const a = tauZ[i];
        const tau = tau0[i] + Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
        h[i] = (h[i] + s * Math.tanh(z[i])) / (1 + s / tau);
      }
    }
  });
};

export const ctrnn: Make = (p, units) => {
  const [W, U, b] = ['W', 'U', 'b'].map(p);
  const decay = p('log_tau').map((logarithm) => Math.exp(-logarithm));
  const h = new Float64Array(units);
  const fromInput = new Float64Array(units);
  const z = new Float64Array(units);
  return withReadout(p, h, (x, dt) => {
    const s = dt / 6;
    affine(fromInput, b, U, x);
    for (let unfold = 0; unfold < 6; unfold++) {
      affine(z, fromInput, W, h);
      for (let i = 0; i < units; i++) h[i] = (h[i] + s * Math.tanh(z[i])) / (1 + s * decay[i]);
    }
  });
};

export const node: Make = (p, units) => {
  const [W1, U1, b1, W2, b2] = ['W1', 'U1', 'b1', 'W2', 'b2'].map(p);
  const h = new Float64Array(units);
  const fromInput = new Float64Array(units);
  const hidden = new Float64Array(units);
  const stage = new Float64Array(units);
  const slope = new Float64Array(units);
  const sum = new Float64Array(units);
  const evaluate = (at: Float64Array) => {
    affine(hidden, fromInput, W1, at);
    for (let i = 0; i < units; i++) hidden[i] = Math.tanh(hidden[i]);
    affine(slope, b2, W2, hidden);
  };
  return withReadout(p, h, (x, dt) => {
    affine(fromInput, b1, U1, x);
    evaluate(h);
    for (let i = 0; i < units; i++) {
      sum[i] = slope[i];
      stage[i] = h[i] + 0.5 * dt * slope[i];
    }
    for (let number = 2; number < 4; number++) {
      const length = number === 2 ? 0.5 * dt : dt;
      evaluate(stage);
      for (let i = 0; i < units; i++) {
        sum[i] += 2 * slope[i];
        stage[i] = h[i] + length * slope[i];
      }
    }
    evaluate(stage);
    for (let i = 0; i < units; i++) h[i] += (dt / 6) * (sum[i] + slope[i]);
  });
};
