import { type State, type Step, type Tensors, torchLayer, type Vector } from '../reference.ts';
import type { Case } from './case.ts';
import type { Draw } from './draw.ts';

/** LSTM, GRU and RNN of torch.nn. */
export function torchNn(d: Draw): Case {
  const kind = d.of(['LSTM', 'GRU', 'RNN tanh', 'RNN relu']);
  const [inputs, units, layers, bias] = [d.whole(1, 7), d.whole(1, 40), d.whole(1, 3), d.flag()];
  const [name, nonlinearity] = kind.split(' ');
  const rows = units * ({ LSTM: 4, GRU: 3 }[name] ?? 1);
  const bound = 1.1 / Math.sqrt(units);
  const tensors: Tensors = Object.assign(
    {},
    ...Array.from({ length: layers }, (_, k) => ({
      [`weight_ih_l${k}`]: d.matrix(rows, k === 0 ? inputs : units, -bound),
      [`weight_hh_l${k}`]: d.matrix(rows, units, -bound),
      ...(bias && { [`bias_ih_l${k}`]: d.vector(rows, -bound), [`bias_hh_l${k}`]: d.vector(rows, -bound) }),
    })),
  );
  const step: Step = (x, before) => {
    const state: { h: Vector[]; c: Vector[] } = { h: [], c: [] };
    let output = x;
    for (let k = 0; k < layers; k++) {
      const after = torchLayer(tensors, kind, k, output, before.h[k], before.c[k]);
      output = after.h;
      state.h.push(after.h);
      if (kind === 'LSTM') state.c.push(after.c);
    }
    return { output, state: state as State };
  };
  const args = {
    input_size: inputs,
    hidden_size: units,
    num_layers: layers,
    bias,
    ...(nonlinearity && { nonlinearity }),
  };
  return {
    what: `${kind}, ${JSON.stringify(args)}`,
    tensors,
    inputs,
    config: { class: name, args },
    state: { layers, units, memory: kind === 'LSTM' },
    step,
  };
}
