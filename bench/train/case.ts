/** What training is compared on: the same shapes for all. */
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Trainer } from '../../src/train/trainer.ts';

export interface TrainingCase {
  readonly cell: 'gru' | 'lstm';
  readonly units: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Of a window. */
  readonly steps: number;
  /** Windows of an update. */
  readonly batch: number;
}

export const cases: readonly TrainingCase[] = [16, 64].flatMap((units) =>
  (['gru', 'lstm'] as const).map((cell) => ({ cell, units, inputs: 1, outputs: 1, steps: 100, batch: 64 })),
);

/** A function that makes `count` updates and tells the milliseconds of processor time that they took. */
export type Updates = (count: number) => Promise<number>;

/** Our trainer: a cell and a linear read-out, mean squared error, clipped gradients, Adam. */
export function ourUpdates({ cell, units, inputs, outputs, steps, batch }: TrainingCase): Updates {
  const random = new Random(1);
  const noise = (length: number) => Float64Array.from({ length }, () => random.normal());
  const length = steps * batch;
  const sequence = { length, inputs: noise(length * inputs), targets: noise(length * outputs) };
  const network = buildNetwork({ inputs, outputs, layers: [{ cell, units }], readout: 'dense' });
  const trainer = new Trainer(network, [sequence], [], { window: steps, stride: steps, batch, clip: 1 });
  const windows = Array.from({ length: batch }, (_, i) => ({ sequence: 0, start: i * steps, length: steps }));
  return async (count) => {
    const start = process.cpuUsage();
    for (let i = 0; i < count; i++) trainer.update(windows, 1e-3);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
