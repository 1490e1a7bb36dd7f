import { matrix, type ParameterDeclaration, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { add, affine, div, exp, lerp, mul, neg, relu, scale, shift, sub, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/** τ̃ᵢ = 10^(i/2). */
const SCALES = Array.from({ length: 8 }, (_, i) => 10 ** (i / 2));

const total = (terms: readonly Value[]): Value => terms.reduce((sum, term) => add(sum, term));

/**
 * softmaxᵢ(−(ln τ − ln τ̃ᵢ)²), elementwise, for every τ. A softmax does not change when one number is added to all
 * exponents. Here that number is the squared distance of ln τ to the interval of the ln τ̃ᵢ: the largest exponent is then
 * at least −(ln 10/4)², and no sum is 0.
 */
function shares(logTau: Value): Value[] {
  const square = (x: Value) => mul(x, x);
  const above = relu(shift(logTau, -Math.log(SCALES[SCALES.length - 1])));
  const below = relu(neg(logTau));
  const outside = add(square(above), square(below));
  const parts = SCALES.map((tau) => exp(sub(outside, square(shift(logTau, -Math.log(tau))))));
  const sum = total(parts);
  return parts.map((part) => div(part, sum));
}

/**
 * Continuous-time GRU, a memory ĥᵢ for each time scale τ̃ᵢ = 10^(i/2), i = 0 … 7, h = Σᵢ ĥᵢ:
 * rᵢ = softmaxᵢ(−(ln τ_R − ln τ̃ᵢ)²), ln τ_R = W_R x + U_R h + b_R; sᵢ likewise of ln τ_S = W_S x + U_S h + b_S;
 * q = tanh(W_Q x + U_Q Σᵢ rᵢ ⊙ ĥᵢ + b_Q); ĥᵢ' = ((1 − sᵢ) ⊙ ĥᵢ + sᵢ ⊙ q) e^(−Δ/τ̃ᵢ).
 */
export const ctGru = defineCell({
  kind: 'map',
  name: 'ct-gru',
  source: 'Mozer, Kazakov & Lindsey, Discrete Event, Continuous Time RNNs, 2017',
  states: ({ units }) => Object.fromEntries(SCALES.map((_, i) => [`h_${i}`, units])),
  parameters: ({ inputs, units }) =>
    Object.fromEntries(
      ['R', 'Q', 'S'].flatMap((k): [string, ParameterDeclaration][] => [
        [`W_${k}`, matrix(units, inputs)],
        [`U_${k}`, matrix(units, units)],
        [`b_${k}`, vector(units)],
      ]),
    ),
  next({ p, x, dt, state }) {
    const memories = SCALES.map((_, i) => state[`h_${i}`]);
    const sum = (k: string, h: Value) => affine(p[`b_${k}`], [p[`W_${k}`], x], [p[`U_${k}`], h]);
    const h = total(memories);
    const retrieved = shares(sum('R', h));
    const q = tanh(sum('Q', total(memories.map((memory, i) => mul(retrieved[i], memory)))));
    const next = shares(sum('S', h)).map((share, i) =>
      mul(lerp(share, memories[i], q), exp(scale(dt, -1 / SCALES[i]))),
    );
    return {
      state: Object.fromEntries(next.map((memory, i) => [`h_${i}`, memory])),
      output: total(next),
    };
  },
});
