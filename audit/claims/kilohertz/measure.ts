import { compile } from '../../../src/compile/compile.ts';
import { median } from '../../../src/data/sequence.ts';
import { latency } from '../../../src/measure/latency.ts';
import { untrained } from '../../../src/measure/untrained.ts';
import type { NetworkDescription } from '../../../src/network/spec.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import type { Setting } from '../../claim.ts';

export const INPUTS = 4;
const field = { integrator: 'semi-implicit', unfolds: 6 } as const;
export const cells = [
  { name: 'LTC, 6 unfolds', layer: { cell: 'ltc', ...field } },
  { name: 'CTRNN, 6 unfolds', layer: { cell: 'ctrnn', ...field } },
  { name: 'CfC', layer: { cell: 'cfc-slim' } },
  { name: 'HLLN', layer: { cell: 'hlln-wide' } },
  { name: 'GRU', layer: { cell: 'gru' } },
  { name: 'LSTM', layer: { cell: 'lstm' } },
] as const;

export const UNITS = { quick: [4, 16, 64], full: [4, 8, 16, 32, 64, 128, 192, 256] };
/** Rounds: each measures every model, in turn with all others. */
export const ROUNDS = { quick: 1, full: 5 };
const MILLISECONDS = { quick: 40, full: 250 };

/** A model's step, in nanoseconds: the median over its rounds. */
export interface Measured {
  readonly cell: string;
  readonly units: number;
  readonly parameters: number;
  readonly burst: number;
  /** Of each round. */
  readonly bursts: readonly number[];
  readonly p999: number;
  /** Of the rounds, the smallest and the largest 99.9 % quantile. */
  readonly tails: readonly [number, number];
  readonly q8Bytes: number;
  readonly sessionBytes: number;
}

const describeModel = (layer: NetworkDescription['layers'][number]): NetworkDescription => ({
  inputs: INPUTS,
  outputs: 1,
  layers: [layer],
  readout: 'dense',
});

/** Times all models in turn, several times over. */
export function measureAll(effort: Setting['effort']): Measured[] {
  const floor = { name: 'floor: 1 unit', layer: { cell: 'rnn' }, sizes: [1] };
  const models = [floor, ...cells.map((cell) => ({ ...cell, sizes: UNITS[effort] }))].flatMap(
    ({ name, layer, sizes }) =>
      sizes.map((units) => {
        const { network, parameters } = untrained(describeModel({ ...layer, units }));
        const machine = loadSync(compile(network, parameters, { weights: 'f32', name }).blob, { name });
        const q8Bytes = compile(network, parameters, { weights: 'q8', name }).blob.length;
        return { name, units, parameters: network.parameterCount, machine, q8Bytes };
      }),
  );
  const rounds = Array.from({ length: ROUNDS[effort] }, () =>
    models.map(({ machine }) => latency(machine, MILLISECONDS[effort])),
  );
  return models.map(({ name, units, parameters, machine, q8Bytes }, i) => {
    const tails = rounds.map((round) => round[i].p999);
    const measured = {
      cell: name,
      units,
      parameters,
      burst: median(rounds.map((round) => round[i].burst)),
      bursts: rounds.map((round) => round[i].burst),
      p999: median(tails),
      tails: [Math.min(...tails), Math.max(...tails)] as const,
      q8Bytes,
      sessionBytes: machine.memory.sessionBytes,
    };
    machine.dispose();
    return measured;
  });
}

/**
 * The number of parameters from which a time exceeds a limit, interpolated between the logarithms of the two sizes around
 * it; null if no size exceeds it.
 */
export function crossing(
  points: readonly { readonly parameters: number; readonly time: number }[],
  limit: number,
): number | null {
  const above = points.findIndex(({ time }) => time > limit);
  if (above < 0) return null;
  if (above === 0) return points[0].parameters;
  const [a, b] = [points[above - 1], points[above]];
  const share = Math.log(limit / a.time) / Math.log(b.time / a.time);
  return Math.exp(Math.log(a.parameters) + share * Math.log(b.parameters / a.parameters));
}

/** Growth of time with parameters: the slope of their logarithms by least squares, from some number of parameters on. */
export function slopeOf(points: readonly { readonly parameters: number; readonly time: number }[]): number {
  const logs = points.map(({ parameters, time }) => [Math.log(parameters), Math.log(time)] as const);
  const mean = (i: 0 | 1): number => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
