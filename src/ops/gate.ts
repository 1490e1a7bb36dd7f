import { GATE_ERROR } from '../../assembly/math/bounds.ts';
import { rising } from '../intervals/functions.ts';
import { UNIT } from '../intervals/interval.ts';
import { compiled } from './compiled.ts';
import { unaryInstruction } from './elementwise.ts';

/** The interpreter's results for arguments in a range. */
export const gateInterval = rising((x) => 1 / (1 + Math.exp(-(2 * x))), GATE_ERROR, UNIT);

/** ½ + ½ tanh x = σ(2x): a sigmoid after its ½ has moved into the weights before it. */
export const gateOp = compiled({
  name: 'gate',
  instruction: unaryInstruction({
    opcode: 27,
    transcendentals: 1,
    activation: gateInterval,
    kernel: 'squash',
    formula: '½ + ½ tanh a = σ(2a)',
  }),
});
