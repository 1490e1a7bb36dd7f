/** Operations that only a tape has: no cell names them. */
import { A, LANES, M, N, type Op, OUT } from '../graph/op.ts';

/** Gives every lane of a tape its own copy of a constant, so that operations need not know which operands have lanes. */
export const spread: Pick<Op, 'forward' | 'backward'> = {
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let j = 0; j < n; j++) v.fill(v[a + j], o + j * lanes, o + (j + 1) * lanes);
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let j = 0; j < n; j++) for (let l = 0; l < lanes; l++) g[a + j] += g[o + j * lanes + l];
  },
};

/** From which step on a tape mixes the model's own outputs into its inputs. */
export interface Forcing {
  /** Share of the recorded input, in [0, 1]. */
  readonly alpha: number;
  /** First step, ≥ 1: the steps before it read the recorded inputs alone. */
  readonly from: number;
}

/**
 * x̃ₜ = α xₜ + (1 − α) ŷₜ₋₁ in the place of the input xₜ, the gradient passing to ŷₜ₋₁ times 1 − α: generalised teacher
 * forcing (Doya 1992; Hess, Monfared, Brenner & Durstewitz, ICML 2023) of what a model reads, whatever its states are.
 */
export const interpolate: Pick<Op, 'forward' | 'backward'> = {
  forward(v, t, i) {
    const x = t[i + OUT];
    const y = t[i + A];
    const n = t[i + N];
    const alpha = v[t[i + M]];
    for (let j = 0; j < n; j++) v[x + j] = alpha * v[x + j] + (1 - alpha) * v[y + j];
  },
  backward(v, g, t, i) {
    const x = t[i + OUT];
    const y = t[i + A];
    const n = t[i + N];
    const rest = 1 - v[t[i + M]];
    for (let j = 0; j < n; j++) g[y + j] += rest * g[x + j];
  },
};
