import { FORM_ACTIVATED, FORM_SCALAR } from '../../../assembly/layout.ts';
import { gateOp, lerpFormsOp } from '../../ops/index.ts';
import { applied, type Rule } from '../rewrite.ts';
import { scaled } from './scale.ts';

/** σ(x) = gate(x/2). The factor ½ then moves into the weights. */
export const sigmoidAsGate: Rule = (value, rewriting) => {
  const sigmoid = applied(value, 'sigmoid');
  return sigmoid && rewriting.graph.apply(gateOp, [scaled(rewriting, sigmoid.inputs[0], 0.5)]);
};

/** Moves σ(a), tanh(b) and tanh(c) into the lerp that reads them, with one division. A scalar gate stays as it is. */
export const lerpForms: Rule = (value, rewriting) => {
  const lerp = applied(value, 'lerp');
  if (!lerp) return null;
  const { graph, lower } = rewriting;
  const [gate, from, to] = lerp.inputs;
  const one = gate.region === 'step' ? applied(gate, 'broadcast') : null;
  if (one) return graph.apply(lerpFormsOp, [one.inputs[0], from, to].map(lower), { form: FORM_SCALAR });
  const [a, b, c] = [applied(gate, 'sigmoid'), applied(from, 'tanh'), applied(to, 'tanh')];
  if (!a || !b || !c) return null;
  const halved = scaled(rewriting, a.inputs[0], 0.5);
  return graph.apply(lerpFormsOp, [halved, lower(b.inputs[0]), lower(c.inputs[0])], {
    form: FORM_ACTIVATED,
  });
};
