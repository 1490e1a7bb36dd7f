/**
 * The cells as a good JavaScript programmer writes them without any library: float64, typed arrays, nothing allocated
 * in a step, the engine's own Math.tanh and Math.exp. Nothing is checked and float64 needs no compensation.
 */
import type { Case, CellName } from './case.ts';
import type { Make, Step } from './plain/affine.ts';
import { ctrnn, ltc, ltcTau, node } from './plain/fields.ts';
import { cfc, cfcSlim, gru, hlln, hllnWide, lstm, rnn } from './plain/maps.ts';

const cells: Readonly<Record<CellName, Make>> = {
  ltc,
  'ltc-tau': ltcTau,
  ctrnn,
  node,
  cfc,
  'cfc-slim': cfcSlim,
  hlln,
  'hlln-wide': hllnWide,
  lstm,
  gru,
  rnn,
};

/** The cell of a case, in its zero state. */
export const plainCell = ({ cell, parameters, inputs, units }: Case): Step =>
  cells[cell]((name) => parameters.get(name) as Float64Array, units, inputs);
