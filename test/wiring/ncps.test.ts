/** Wirings equal to those of ncps. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildWiring, describeMatrices, type WiringDescription } from '../../src/wiring/index.ts';
import { casesOf, names } from '../golden/vectors.ts';

/** What a vector says of a wiring: the arguments of ncps' constructor, and the matrices that it made. */
interface Golden {
  readonly type: string;
  readonly args: Readonly<Record<string, number & boolean>>;
  readonly units: number;
  readonly input_dim: number;
  readonly output_dim: number;
  readonly layers: readonly (readonly number[])[];
}

/** The description that means the same as a constructor call of ncps. */
const translations: Readonly<Record<string, (args: Golden['args']) => WiringDescription>> = {
  FullyConnected: (args) => ({
    type: 'fully-connected',
    outputs: args.output_dim,
    selfConnections: args.self_connections,
    seed: args.erev_init_seed,
  }),
  Random: (args) => ({
    type: 'random',
    outputs: args.output_dim,
    sparsity: args.sparsity_level,
    seed: args.random_seed,
  }),
  NCP: (args) => ({
    type: 'ncp',
    inter: args.inter_neurons,
    command: args.command_neurons,
    motor: args.motor_neurons,
    sensoryFanout: args.sensory_fanout,
    interFanout: args.inter_fanout,
    recurrentCommandSynapses: args.recurrent_command_synapses,
    motorFanin: args.motor_fanin,
    seed: args.seed,
  }),
  AutoNCP: (args) => ({
    type: 'auto-ncp',
    outputs: args.output_size,
    sparsity: args.sparsity_level,
    seed: args.seed,
  }),
};

const signs = (matrix: ArrayLike<number>, columns: number): string[] =>
  Array.from({ length: matrix.length / columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => '-.+'[matrix[i * columns + j] + 1]).join(''),
  );

test('every wiring is the one that ncps made', () => {
  const types = new Set<string>();
  for (const file of names) {
    const { tensors, described } = casesOf(file);
    const golden: Golden | null = described.wiring;
    if (!golden) continue;
    types.add(golden.type);
    const matrix = (name: string) => signs(tensors.get(`wiring.${name}`)!.data, golden.units);
    const wiring = buildWiring(translations[golden.type](golden.args), {
      inputs: golden.input_dim,
      units: golden.units,
    });
    const { outputs, sensory, recurrent, layers } = describeMatrices(wiring);
    expect({ file, outputs, sensory, recurrent, layers: layers?.map(({ units }) => units) }).toEqual({
      file,
      outputs: golden.output_dim,
      sensory: matrix('sensory_adjacency_matrix'),
      recurrent: matrix('adjacency_matrix'),
      layers: golden.layers,
    });
  }
  expect(types).toEqual(new Set(Object.keys(translations)));
});

// The rules of ncps over NumPy 2.4.6: SHA-256 of the rows of both matrices, a line each.
test.each<[string, WiringDescription, number, number]>([
  [
    // Command neurons without an input: their mean is 7, but ncps gives them at most 5.
    '107be76d16fa95e7',
    {
      type: 'ncp',
      inter: 30,
      command: 5,
      motor: 2,
      sensoryFanout: 4,
      interFanout: 1,
      recurrentCommandSynapses: 6,
      motorFanin: 2,
      seed: 7,
    },
    3,
    37,
  ],
  ['a285991eda911abc', { type: 'auto-ncp', outputs: 10 }, 8, 100],
  ['755b199bf4caecf6', { type: 'auto-ncp', outputs: 6, sparsity: 0.75, seed: 2 ** 32 - 1 }, 2, 40],
  // More than 10000 places: NumPy samples them in another way.
  ['d7486ba27a908c23', { type: 'random', sparsity: 0.25 }, 3, 110],
  ['7c40e8032012a495', { type: 'fully-connected', selfConnections: false, seed: 5 }, 7, 20],
])('%s are the first digits of %o', (digits, description, inputs, units) => {
  const { sensory, recurrent } = describeMatrices(buildWiring(description, { inputs, units }));
  const rows = [...sensory, ...recurrent].join('\n');
  expect(createHash('sha256').update(rows).digest('hex').slice(0, 16)).toBe(digits);
});
