/** What a description may not say: each error names the field, the value, and what it may be. */
import { expect, test } from 'vitest';
import { buildWiring, describeNcp, type WiringDescription } from '../../src/wiring/index.ts';

const { seed: _, ...ncp } = describeNcp({ type: 'auto-ncp', outputs: 4 }, 19);
const full = { type: 'fully-connected' } as const;
const rows = (count: number, row: string): string[] => Array.from({ length: count }, () => row);
const matrices = { type: 'matrices', outputs: 1, sensory: ['+-'], recurrent: ['.+', '-.'] } as const;

test.each<[unknown, [inputs: number, units: number], string]>([
  [null, [1, 1], 'there is no wiring of type undefined: there are fully-connected, random, ncp'],
  [{ type: 'toString' }, [1, 1], 'there is no wiring of type "toString"'],
  [full, [0, 8], 'a wiring for 0 inputs: it needs a whole number of at least 1'],
  [full, [3, 2.5], 'a wiring for 2.5 units'],
  [
    { ...full, sparsity: 0.5 },
    [3, 8],
    'wiring "fully-connected": no option "sparsity": there are type, outputs',
  ],
  [
    { ...full, outputs: 9 },
    [3, 8],
    'outputs of wiring "fully-connected" is 9: it must be a whole number from 1 to 8',
  ],
  [{ ...full, outputs: '1' }, [3, 8], 'outputs of wiring "fully-connected" is 1'],
  [
    { ...full, selfConnections: 1 },
    [3, 8],
    'selfConnections of wiring "fully-connected" is 1: it must be true or false',
  ],
  [
    { ...full, seed: -1 },
    [3, 8],
    'seed of wiring "fully-connected" is -1: it must be a whole number from 0 to 4294967295',
  ],
  [{ type: 'random' }, [3, 8], 'sparsity of wiring "random" is undefined: it must be in [0, 1)'],
  [{ type: 'random', sparsity: 1 }, [3, 8], 'sparsity of wiring "random" is 1'],
  [{ type: 'random', sparsity: Number.NaN }, [3, 8], 'sparsity of wiring "random" is NaN'],
  [{ type: 'random', sparsity: 0, outputs: 0 }, [3, 8], 'outputs of wiring "random" is 0'],
  [ncp, [5, 20], 'has 9 inter, 6 command and 4 motor neurons, 19 in all, for 20 units: make them equal'],
  [{ ...ncp, inter: 0 }, [5, 10], 'inter of wiring "ncp" is 0: it must be a whole number from 1'],
  [
    { ...ncp, sensoryFanout: 10 },
    [5, 19],
    'sensoryFanout of wiring "ncp" is 10: it must be a whole number from 1 to 9, the number of inter neurons',
  ],
  [
    { ...ncp, interFanout: 7 },
    [5, 19],
    'interFanout of wiring "ncp" is 7: it must be a whole number from 1 to 6, the number of command neurons',
  ],
  [{ ...ncp, motorFanin: 0 }, [5, 19], 'motorFanin of wiring "ncp" is 0'],
  [
    { ...ncp, recurrentCommandSynapses: -1 },
    [5, 19],
    'recurrentCommandSynapses of wiring "ncp" is -1: it must be a whole number from 0 on',
  ],
  [{ ...ncp, seed: 2 ** 32 }, [5, 19], 'seed of wiring "ncp" is 4294967296'],
  [
    { type: 'auto-ncp', outputs: 17 },
    [5, 19],
    'outputs of wiring "auto-ncp" is 17: it must be a whole number from 1 to 16, the number of units less 3',
  ],
  [{ type: 'auto-ncp', outputs: 1 }, [5, 3], 'wiring "auto-ncp" for 3 units: it needs 4 or more'],
  [{ type: 'auto-ncp', outputs: 4, sparsity: -0.1 }, [5, 19], 'sparsity of wiring "auto-ncp" is -0.1'],
  [{ ...matrices, sensory: rows(2, '++') }, [1, 2], 'sensory of wiring "matrices" has 2 rows: it needs 1'],
  [{ ...matrices, recurrent: undefined }, [1, 2], 'recurrent of wiring "matrices" has no rows: it needs 2'],
  [{ ...matrices, recurrent: ['.+', '-'] }, [1, 2], 'row 1 is "-": it must be a string of 2 signs'],
  [{ ...matrices, recurrent: ['.+', '-0'] }, [1, 2], 'row 1 has "0" at 1: it must be "+", "-" or "."'],
  [{ ...matrices, layers: 'inter' }, [1, 2], 'they must be a list of { name, units }'],
  [
    { ...matrices, layers: [{ name: 'a', units: [] }] },
    [1, 2],
    'each must have a name and a list of one or more units',
  ],
  [{ ...matrices, layers: [{ name: 'a', units: [0] }] }, [1, 2], 'unit 1 is in none: add it to one'],
  [
    { ...matrices, layers: [{ name: 'a', units: [0, 2] }] },
    [1, 2],
    '"a" has the unit 2: ids are whole numbers from 0 to 1',
  ],
  [
    {
      ...matrices,
      layers: [
        { name: 'a', units: [0, 1] },
        { name: 'b', units: [1] },
      ],
    },
    [1, 2],
    'unit 1 is in "a" and in "b"',
  ],
  [{ ...matrices, layers: [{ name: 'sensory', units: [0, 1] }] }, [1, 2], 'the name "sensory" is taken'],
])('%j is refused', (description, [inputs, units], message) => {
  const build = () => buildWiring(description as WiringDescription, { inputs, units });
  expect(build).toThrow(RangeError);
  expect(build).toThrow(message);
});
