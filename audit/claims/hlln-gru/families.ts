import type { NetworkDescription } from '../../../src/network/spec.ts';

/** A kind of model at every size. @param classes whether the outputs are probabilities of classes */
type Family = (width: number, units: number, classes: boolean) => NetworkDescription;

const withReadout =
  (cell: string, integration: { integrator?: string; unfolds?: number } = {}): Family =>
  (width, units, classes) => ({
    inputs: width,
    outputs: width,
    layers: [{ cell, units, ...integration }],
    readout: classes ? 'softmax' : 'dense',
  });

/** HLLN first. `hlln-wide` has a read-out of its own, x̂ = R h + r, and needs another only for probabilities. */
export const families = {
  HLLN: (width, units, classes) => ({
    ...withReadout('hlln-wide')(width, units, classes),
    readout: classes ? 'softmax' : 'none',
  }),
  GRU: withReadout('gru'),
  LSTM: withReadout('lstm'),
  CfC: withReadout('cfc-slim'),
  LTC: withReadout('ltc', { integrator: 'semi-implicit', unfolds: 6 }),
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;
