import { buildWiring } from '../../../src/wiring/index.ts';
import { ltcCell, type Matrix, type Tensors } from '../reference.ts';
import { alone, type Case, type Cell, sequence } from './case.ts';
import type { Draw } from './draw.ts';
import { drawWiring, rowsOf } from './wiring.ts';

/** LTCCell and LTC, of any wiring. */
export function ltc(d: Draw): Case {
  const inputs = d.whole(1, 7);
  const { description, units } = drawWiring(d, inputs);
  const wiring = buildWiring(description, { inputs, units });
  const { outputs } = wiring;
  const implicit = d.flag();
  const [inputMapping, outputMapping] = [d.of(['affine', 'linear', null]), d.of(['affine', 'linear', null])];
  const synapses = (side: string, polarity: Matrix): Tensors => {
    const rows = polarity.length;
    return {
      [`${side}w`]: d.matrix(rows, units, implicit ? -1 : 0.001, 1),
      [`${side}sigma`]: d.matrix(rows, units, 3, 8),
      [`${side}mu`]: d.matrix(rows, units, 0.3, 0.8),
      // also where there is no synapse: the mask alone decides
      [`${side}erev`]: polarity.map((row) =>
        row.map((p) => (p === 0 ? d.number(-1, 1) : Math.fround(p * d.number(0.5, 1.5)))),
      ),
      [`${side}sparsity_mask`]: polarity.map((row) => row.map(Math.abs)),
    };
  };
  const map = (side: string, mapping: string | null, n: number): Tensors => ({
    ...(mapping && { [`${side}_w`]: d.vector(n, 0.5, 1.5) }),
    ...(mapping === 'affine' && { [`${side}_b`]: d.vector(n, -0.5) }),
  });
  const tensors: Tensors = {
    gleak: d.vector(units, implicit ? -0.5 : 0.001, 1),
    vleak: d.vector(units, -0.2),
    cm: d.vector(units, 0.4, 0.6),
    ...synapses('', rowsOf(wiring.recurrent, units)),
    ...synapses('sensory_', rowsOf(wiring.sensory, units)),
    ...map('input', inputMapping, inputs),
    ...map('output', outputMapping, outputs),
  };
  const unfolds = d.whole(1, 8);
  const cellOf = (t: Tensors): Cell => ltcCell(t, { unfolds, implicit, outputs });
  const size = { tensors, outputs, units, inputs };
  const args = {
    input_mapping: inputMapping,
    output_mapping: outputMapping,
    ode_unfolds: unfolds,
    implicit_param_constraints: implicit,
  };
  const what = `${description.type}, ${inputs} → ${units} → ${outputs}, ${JSON.stringify(args)}`;
  const more = { wiring: { output_dim: outputs } };
  if (d.flag()) return { ...alone(size, cellOf), what, config: { class: 'LTCCell', args, ...more } };
  const { mixed, ...rest } = sequence(d, size, cellOf, false);
  return { ...rest, what, config: { class: 'LTC', args: { ...args, mixed_memory: mixed }, ...more } };
}
