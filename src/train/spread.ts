import { A, LANES, N, type Op, OUT } from '../graph/op.ts';

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
