import { matrix, type ParameterDeclaration, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { affine, lerp, mul, sigmoid, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/**
 * Long expressive memory, two states with learned step sizes Δ₁ = Δ σ(W₁ y + V₁ x + b₁), Δ₂ = Δ σ(W₂ y + V₂ x + b₂):
 * z' = (1 − Δ₁) ⊙ z + Δ₁ ⊙ tanh(W_z y + V_z x + b_z), y' = (1 − Δ₂) ⊙ y + Δ₂ ⊙ tanh(W_y z' + V_y x + b_y).
 */
export const lem = defineCell({
  kind: 'map',
  name: 'lem',
  source: 'Rusch et al., Long Expressive Memory for Sequence Modeling, ICLR 2022',
  states: ({ units }) => ({ y: units, z: units }),
  parameters: ({ inputs, units }) =>
    Object.fromEntries(
      ['1', '2', 'z', 'y'].flatMap((k): [string, ParameterDeclaration][] => [
        [`W_${k}`, matrix(units, units)],
        [`V_${k}`, matrix(units, inputs)],
        [`b_${k}`, vector(units)],
      ]),
    ),
  next({ p, x, dt, state: { y, z } }) {
    const sum = (k: string, h: Value) => affine(p[`b_${k}`], [p[`V_${k}`], x], [p[`W_${k}`], h]);
    const nextZ = lerp(mul(sigmoid(sum('1', y)), dt), z, tanh(sum('z', y)));
    const nextY = lerp(mul(sigmoid(sum('2', y)), dt), y, tanh(sum('y', nextZ)));
    return { state: { y: nextY, z: nextZ }, output: nextY };
  },
});
