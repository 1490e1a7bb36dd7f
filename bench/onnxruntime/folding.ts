/** What folding leaves of a policy, Dense 22 → 16 relu, GRU 16, Dense 4, with scaled inputs and outputs: 2,084 parameters. */
import { compile } from '../../src/compile/compile.ts';
import { median } from '../../src/data/sequence.ts';
import { assemble } from '../../src/import/chain/assemble.ts';
import { type ChainLayer, dense, elementwise, gru } from '../../src/import/chain/layers.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';

export interface Folding {
  readonly parameters: number;
  /** Microseconds of a step of the policy, and of its GRU and two products alone. */
  readonly policy: number;
  readonly alone: number;
  readonly ratio: number;
}

/** Numbers that are not simple: ±0.5 by a sine. */
const numbers = (length: number, scale = 0.5): Float64Array =>
  Float64Array.from({ length }, (_, i) => scale * Math.sin(3 * i + length));

/** The GRU between two products, as a file of another library has it. */
const chainOf = (activation: 'relu' | 'linear', scaled: boolean): readonly ChainLayer[] => [
  ...(scaled ? [elementwise(numbers(22), numbers(22), 'scale of the inputs')] : []),
  dense({ inputs: 22, outputs: 16, W: numbers(16 * 22), b: numbers(16), activation }),
  gru({
    ...{ inputs: 16, units: 16, W_ih: numbers(48 * 16), W_hh: numbers(48 * 16) },
    ...{ b_ih: numbers(48), b_hh: numbers(48), h0: numbers(16) },
  }),
  dense({ inputs: 16, outputs: 4, W: numbers(64), b: numbers(4) }),
  ...(scaled ? [elementwise(numbers(4), numbers(4), 'scale of the outputs')] : []),
];

export function folding(): Folding {
  const models = [chainOf('relu', true), chainOf('linear', false)].map((chain) =>
    assemble({ inputs: 22, chain }),
  );
  const networks = models.map(({ spec }) => buildNetwork(spec));
  const x = Float32Array.from({ length: 22 }, (_, i) => Math.sin(i));
  const timed = networks.map((network, i) => {
    const session = loadSync(compile(network, models[i].parameters).blob).session();
    return (): number => {
      const start = performance.now();
      for (let t = 0; t < 5000; t++) session.step(x);
      return (performance.now() - start) / 5;
    };
  });
  for (let i = 0; i < 5; i++) for (const one of timed) one();
  const turns = Array.from({ length: 41 }, () => timed.map((one) => one()));
  return {
    parameters: networks[0].parameterCount,
    policy: median(turns.map(([a]) => a)),
    alone: median(turns.map(([, b]) => b)),
    ratio: median(turns.map(([a, b]) => a / b)),
  };
}
