/** Random wirings of every type. */
import { buildWiring, describeMatrices, type WiringDescription } from '../../../src/wiring/index.ts';
import type { Draw } from './draw.ts';

/** A polarity matrix of a wiring as rows. */
export const rowsOf = (flat: Int8Array, columns: number): number[][] =>
  Array.from({ length: flat.length / columns }, (_, i) => [...flat.subarray(i * columns, (i + 1) * columns)]);

/** A neural circuit policy. */
export function drawPolicy(d: Draw): { description: WiringDescription; units: number } {
  if (d.flag()) {
    const units = d.whole(4, 40);
    const sparsity = d.number(0, 0.9);
    return {
      units,
      description: { type: 'auto-ncp', outputs: d.whole(1, units - 3), sparsity, seed: d.whole(0, 99) },
    };
  }
  const [inter, command, motor] = [d.whole(1, 20), d.whole(1, 12), d.whole(1, 8)];
  const counts = {
    sensoryFanout: d.whole(1, inter),
    interFanout: d.whole(1, command),
    recurrentCommandSynapses: d.whole(0, 2 * command),
    motorFanin: d.whole(1, command),
  };
  return {
    units: inter + command + motor,
    description: { type: 'ncp', inter, command, motor, ...counts, seed: d.whole(0, 99) },
  };
}

export function drawWiring(d: Draw, inputs: number): { description: WiringDescription; units: number } {
  const type = d.of(['fully-connected', 'random', 'policy', 'matrices']);
  const units = d.whole(1, 40);
  const outputs = d.whole(1, units);
  const seed = d.whole(0, 99);
  if (type === 'policy') return drawPolicy(d);
  if (type === 'fully-connected')
    return { units, description: { type, outputs, selfConnections: d.flag(), seed } };
  const random = { type: 'random', outputs, sparsity: d.number(0, 0.95), seed } as const;
  if (type === 'random') return { units, description: random };
  return { units, description: describeMatrices(buildWiring(random, { inputs, units })) };
}
