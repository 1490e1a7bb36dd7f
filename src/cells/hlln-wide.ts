import { matrix, vector } from '../graph/parameter.ts';
import { affine, lerp } from '../ops/index.ts';
import { defineCell } from './cell.ts';
import { gate, gateParameters } from './hlln.ts';

/**
 * HLLN (reconstruction) with any number of units: x̂ = R h + r predicts the input and is the cell's output;
 * Γ as in `hlln`; h' = Γ h + (1 − Γ)(W x + b). Equals `hlln` where units = inputs, R = I, r = 0.
 */
export const hllnWide = defineCell({
  kind: 'map',
  name: 'hlln-wide',
  source: 'ours, after HLLN 2.1, for comparisons at equal parameters',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    W: matrix(units, inputs),
    b: vector(units),
    R: matrix(inputs, units),
    r: vector(inputs),
    ...gateParameters(),
  }),
  next({ p, x, state: { h } }) {
    const { gamma, probes } = gate(p, x, affine(p.r, [p.R, h]));
    const next = lerp(gamma, affine(p.b, [p.W, x]), h);
    return { state: { h: next }, output: affine(p.r, [p.R, next]), probes };
  },
});
