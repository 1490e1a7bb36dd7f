/** Trains the models of this example: GRU and LSTM of four sizes, with the same windows, updates and seed. */
import { compile, type NetworkSpec, train } from '../../../src/train/index.ts';
import { RATE } from '../teacher/performance.ts';
import { type Recordings, record } from '../teacher/recordings.ts';

export interface Size {
  readonly cell: 'gru' | 'lstm';
  readonly units: number;
}

export const sizes: readonly Size[] = [8, 16, 24, 40].flatMap((units) =>
  (['gru', 'lstm'] as const).map((cell) => ({ cell, units })),
);

export const nameOf = ({ cell, units }: Size): string => `${cell}-${units}`;

/** A window is 8 ms, of which the first 1.3 ms bring the state up to date: the circuit's longest memory is 0.22 ms. */
export const schedule = {
  updates: 3_000,
  window: 384,
  stride: 320,
  warmup: 64,
  batch: 32,
  rate: 0.015,
  seed: 1,
};

/** One layer; the model learns what the circuit adds to its input. */
export const specOf = ({ cell, units }: Size): NetworkSpec => ({
  inputs: 1,
  outputs: 1,
  layers: [{ cell, units }],
  readout: 'dense',
  residual: [0],
  interval: 1 / RATE,
});

export interface Learnt {
  readonly blob: Uint8Array;
  readonly parameters: number;
}

/** @param say gets a line now and then */
export async function learn(
  size: Size,
  recordings: Recordings = record(),
  options: typeof schedule = schedule,
  say: (line: string) => void = () => {},
): Promise<Learnt> {
  const { train: lessons, validation } = recordings;
  const trained = await train(specOf(size), lessons, validation, {
    ...options,
    onEpoch: ({ updates, validation: loss }) =>
      say(`${nameOf(size)}: ${updates} updates, loss ${loss.toExponential(2)}`),
  });
  const { blob } = compile(trained.network, trained.parameters, {
    ...trained.exported,
    name: `overdrive, ${size.cell} of ${size.units} units`,
    metadata: { inputNames: ['in'], outputNames: ['out'] },
  });
  return { blob, parameters: trained.network.parameterCount };
}
