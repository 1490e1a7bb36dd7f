/** What folding leaves of a policy, Dense 22 → 16 relu, GRU 16, Dense 4, with scaled inputs: 2,084 parameters. */
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialiseAll } from '../../src/graph/parameter.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { median } from './against.ts';

export interface Folding {
  readonly parameters: number;
  /** Microseconds of a step of the policy, and of its GRU and two products alone. */
  readonly policy: number;
  readonly alone: number;
  readonly ratio: number;
}

const specOf = (activation: 'relu' | 'linear', more: Partial<NetworkSpec>): NetworkSpec => ({
  ...{ inputs: 22, outputs: 4, readout: 'dense' },
  layers: [
    { cell: 'dense', units: 16, options: { activation } },
    { cell: 'gru', units: 16, initialState: 'trained' },
  ],
  ...more,
});

const scaled = {
  inputNormalisation: { mean: new Float64Array(22).fill(0.5), deviation: new Float64Array(22).fill(2) },
  outputNormalisation: { mean: new Float64Array(4).fill(1), deviation: new Float64Array(4).fill(3) },
};

export function folding(): Folding {
  const networks = [buildNetwork(specOf('relu', scaled)), buildNetwork(specOf('linear', {}))];
  const x = Float32Array.from({ length: 22 }, (_, i) => Math.sin(i));
  const timed = networks.map((network) => {
    const session = loadSync(
      compile(network, initialiseAll(network.parameters, new Random(1))).blob,
    ).session();
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
