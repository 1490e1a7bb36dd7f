import { buildWiring } from '../../../src/wiring/index.ts';
import { cfcCell, type Tensors, wiredCfcCell } from '../reference.ts';
import { alone, type Case, type Cell, sequence } from './case.ts';
import type { Draw } from './draw.ts';
import { drawPolicy, rowsOf } from './wiring.ts';

function headTensors(d: Draw, mode: string, units: number, width: number): Tensors {
  const bound = Math.sqrt(6 / (1 + units));
  const own = d.linear('ff1', units, width);
  if (mode === 'pure') return { w_tau: d.matrix(1, units, -bound), A: d.matrix(1, units, -bound), ...own };
  const others = ['ff2', 'time_a', 'time_b'].map((name) => d.linear(name, units, width));
  return Object.assign({}, own, ...others);
}

const modes = ['default', 'no_gate', 'pure'];

/** CfCCell and CfC. */
export function cfc(d: Draw): Case {
  const [inputs, units, layers, width] = [d.whole(1, 7), d.whole(1, 40), d.whole(0, 3), d.whole(1, 40)];
  const mode = d.of(modes);
  const activation = d.of(['lecun_tanh', 'relu', 'silu', 'gelu', 'tanh']);
  // a dropout stands behind every layer but the first
  const dropout = d.flag();
  const backbone = Array.from({ length: layers }, (_, l) => (dropout && l > 0 ? 3 * l - 1 : 2 * l));
  const tensors: Tensors = Object.assign(
    {},
    ...backbone.map((at, l) => d.linear(`backbone.${at}`, width, l === 0 ? inputs + units : width)),
    headTensors(d, mode, units, layers === 0 ? inputs + units : width),
  );
  const cellOf = (t: Tensors): Cell => cfcCell(t, { mode, activation, backbone });
  const size = { tensors, outputs: units, units, inputs };
  const args = { input_size: inputs, mode, backbone_layers: layers, backbone_units: width };
  const what = `${inputs} → ${units}, ${layers} × ${width}, ${mode}, ${activation}, dropout ${dropout}`;
  if (d.flag()) {
    const config = {
      class: 'CfCCell',
      args: { ...args, hidden_size: units, backbone_activation: activation },
    };
    return { ...alone(size, cellOf), what, config };
  }
  const { mixed, ...rest } = sequence(d, size, cellOf, d.flag());
  return {
    ...rest,
    what,
    config: { class: 'CfC', args: { ...args, units, activation, mixed_memory: mixed } },
  };
}

/** CfC with a neural circuit policy. */
export function cfcWired(d: Draw): Case {
  const inputs = d.whole(1, 7);
  const { description, units } = drawPolicy(d);
  const wiring = buildWiring(description, { inputs, units });
  const mode = d.of(modes);
  const recurrent = rowsOf(wiring.recurrent, units);
  const tensors: Tensors = Object.assign(
    {},
    ...wiring.layers.map(({ units: own }, l) => {
      const before =
        l === 0 ? rowsOf(wiring.sensory, units) : wiring.layers[l - 1].units.map((i) => recurrent[i]);
      const mask = own.map((j) => [...before.map((row) => Math.abs(row[j])), ...own.map(() => 1)]);
      const all = { sparsity_mask: mask, ...headTensors(d, mode, own.length, before.length + own.length) };
      return Object.fromEntries(Object.entries(all).map(([name, data]) => [`layer_${l}.${name}`, data]));
    }),
  );
  const cellOf = (t: Tensors): Cell => wiredCfcCell(t, { mode, layers: wiring.layers.length });
  const { mixed, ...rest } = sequence(
    d,
    { tensors, outputs: wiring.outputs, units, inputs },
    cellOf,
    d.flag(),
  );
  const what = `${description.type}, ${inputs} → ${units} → ${wiring.outputs}, ${mode}, memory ${mixed}`;
  return { ...rest, what, config: { class: 'CfC', args: { input_size: inputs, mode, mixed_memory: mixed } } };
}
