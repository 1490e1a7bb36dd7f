/** The recurrent networks that learn to balance, of about the same number of parameters. */
import type { Model } from '../../src/runtime/index.ts';
import { cells, integrators, type LayerSpec } from '../../src/train/index.ts';
import type { Controller } from './run.ts';

export interface Contender {
  readonly name: string;
  readonly layer: LayerSpec;
}

const semiImplicit = integrators.find(({ name }) => name === 'semi-implicit');

export const contenders: readonly Contender[] = [
  { name: 'LTC', layer: { cell: cells.ltc(), units: 16, integrator: semiImplicit, unfolds: 2 } },
  { name: 'CfC', layer: { cell: cells.cfc(), units: 8 } },
  { name: 'HLLN', layer: { cell: cells['hlln-wide'](), units: 40 } },
  { name: 'GRU', layer: { cell: cells.gru(), units: 8 } },
];

/** One stream through the interpreter, from the zero state: a step a tick, from held readings in their units to N. */
export function throughMachine(model: Model): Controller {
  const session = model.session();
  return ({ held }) => session.step(held)[0];
}
