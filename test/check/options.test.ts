/**
 * Every public function that takes options refuses a key that is one letter off, with the right one. The keys are those that
 * the function itself names when it is asked for one that is like none of them, so a new option is tested by being there.
 */
import { describe, expect, test } from 'vitest';
import { readBlob, writeBlob } from '../../src/format/index.ts';
import * as lib from '../../src/train/index.ts';
import {
  blob,
  type Call,
  dataset,
  functions,
  machine,
  network,
  parameters,
  sequence,
  spec,
} from './functions.ts';

/** The message with which a function refuses options. */
async function refusal(call: Call, options: Record<string, unknown>): Promise<string> {
  try {
    await call(options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(options)} was taken`);
}

/** Like no name, whatever rule says what is near. */
const STRANGE = 'qzqzqzqzqzqzqzqzqzqz';

describe.each(Object.entries(functions))('%s', (_, call) => {
  test('names the nearest option', async () => {
    const all = await refusal(call, { [STRANGE]: 1 });
    expect(all).toMatch(new RegExp(`no option "${STRANGE}": there are `));
    const names = all.slice(all.indexOf(': there are ') + ': there are '.length).split(', ');
    for (const name of names[0] === 'none' ? [] : names) {
      if (name.length < 3) continue; // of two letters, one is too much to guess by
      const wrong = `${name}x`;
      expect(await refusal(call, { [wrong]: 1 })).toContain(`no option "${wrong}": did you mean "${name}"?`);
    }
  });
});

describe('values that went wrong without a word', () => {
  const train =
    (more: object, options: object = {}) =>
    () =>
      lib.train({ ...spec, ...more } as lib.NetworkSpec, [sequence], [], options);
  const fed = (more: object) => () => lib.train(spec, [{ ...sequence, ...more }], [], { epochs: 1 });
  test.each<[string, () => unknown, string]>([
    [
      'weights',
      () => lib.compile(network, parameters, { weights: 'int8' as 'q8' }),
      'compile: weights must be f32, q8, ',
    ],
    ['readout', train({ readout: 'linear' }), 'train: readout must be dense, softmax or none, not "linear"'],
    ['epoch', train({}, { epoch: 1 }), 'train: no option "epoch": did you mean "epochs"?'],
    ['lr', train({}, { lr: 0.01 }), 'train: no option "lr": there are '],
    ['rate', train({}, { rate: -1 }), 'train: rate must be a number > 0, not -1'],
    ['loss', train({}, { loss: 'mea' }), 'train: there is no loss "mea": did you mean "mae"?'],
    ['bias', () => lib.cells.lem({ bias: false } as never), 'cell "lem": no option "bias": there are none'],
    ['mode', () => lib.cells.cfc({ mode: 'nogate' as 'pure' }), 'not "nogate": did you mean "no_gate"?'],
    [
      'uncalled',
      train({ layers: [{ cell: lib.cells.gru, units: 2 }] }),
      'cell is the function that makes "gru": call it',
    ],
    ['cell', train({ layers: [{ cell: 'gruu', units: 2 }] }), 'cell must be '],
    [
      'units',
      train({ layers: [{ cell: 'gru', units: 0 }] }),
      'layers[0]: units must be a whole number ≥ 1, not 0',
    ],
    [
      'unfolds',
      train({ layers: [{ cell: 'ltc', units: 2, unfolds: 2.5 }] }),
      'unfolds must be a whole number ≥ 1',
    ],
    [
      'of a map',
      train({ layers: [{ cell: 'gru', units: 2, unfolds: 3 }] }),
      'cell "gru" is a map, stepped once: it takes no unfolds',
    ],
    [
      'integrator',
      train({ layers: [{ cell: 'ltc', units: 2, integrator: 'eular' }] }),
      'there is no integrator "eular": did you mean "euler"?',
    ],
    ['no layer', train({ layers: [] }), 'train: layers is empty'],
    ['interval', train({ interval: 0 }), 'train: interval must be a number > 0, not 0'],
    [
      'probe',
      () => lib.compile(network, parameters, { probes: ['tau'] }),
      'the model has no probe "tau": there are none',
    ],
    [
      'model',
      () => lib.compile({} as never, parameters),
      'compile: network must come from buildNetwork() or train().network',
    ],
    ['NaN', fed({ inputs: [1, 2, Number.NaN, 4] }), 'train: sequences[0]: inputs: row 2, column 0 is NaN'],
    [
      'infinity to predict',
      fed({ targets: [1, Infinity, 3, 4] }),
      'train: sequences[0]: targets: row 1, column 0 is Infinity',
    ],
    ['rows', fed({ inputs: [[1], [2], [3], [4]] }), 'train: sequences[0]: inputs must be one flat list'],
    ['width', fed({ inputs: [1, 2, 3] }), 'inputs must hold 4 numbers, 4 rows of 1, not 3'],
    ['dt', fed({ dt: [1, 1, 0, 1] }), 'dt: row 2 is 0: an interval must be > 0'],
    ['no sequence', () => lib.train(spec, [], []), 'train: sequences is empty'],
    ['no list', () => lib.train(spec, sequence as never), 'train: sequences must be a list of sequences'],
    ['run', () => machine.run([1], 5 as never), 'run: options must be an object'],
    ['session', () => machine.session('hold' as never), 'session: options must be an object'],
    ['window', () => lib.windows([sequence], 0), 'windows: length must be a whole number ≥ 1, not 0'],
    [
      'wiring',
      () => lib.buildWiring({ type: 'ncpp' } as never, { inputs: 1, units: 4 }),
      'no wiring of type "ncpp": did you mean "ncp"?',
    ],
    [
      'a channel that is not there',
      () => lib.sequencesOf(dataset, { ...lib.defineTask(['a', 'b'], { targets: ['b'] }), targets: ['bb'] }),
      'sequencesOf: targets[0] must be a or b, not "bb": did you mean "b"?',
    ],
    [
      'targets',
      () => lib.defineTask(['a'], { targets: 'a' as never }),
      'defineTask: targets must be a list, not "a"',
    ],
    [
      'next',
      () => lib.defineTask(['a'], { next: {} as never }),
      'defineTask: next must be true or false, not an object',
    ],
    [
      'no instructions',
      () => writeBlob({ ...readBlob(blob), instructions: undefined as never }),
      'writeBlob: instructions must be a list, not undefined',
    ],
    [
      'bytes',
      () => writeBlob({ ...readBlob(blob), arenaBytes: 1.5 }),
      'writeBlob: arenaBytes must be a whole number ≥ 0, not 1.5',
    ],
  ])('%s', async (_, call, message) => {
    await expect(async () => call()).rejects.toThrow(message);
  });
});

test('names stand for cells, integrators, wirings and losses', async () => {
  const named: lib.NetworkSpec = {
    ...spec,
    layers: [
      { cell: 'cfc', options: { mode: 'no_gate' }, units: 4 },
      {
        cell: 'ltc-synaptic',
        options: { wiring: 'fully-connected' },
        units: 4,
        integrator: 'euler',
        unfolds: 2,
      },
      { cell: 'ltc', units: 3 },
    ],
  };
  const [first, second, third] = lib.buildNetwork(named).spec.layers;
  expect(first.cell.options).toMatchObject({ mode: 'no_gate' });
  expect(second).toMatchObject({ integrator: lib.integrators[0], unfolds: 2 });
  expect(second.cell.options).toMatchObject({ wiring: { type: 'fully-connected' } });
  expect(third).toMatchObject({ integrator: { name: 'semi-implicit' }, unfolds: 6 });
  const whole = await lib.train({ ...spec, layers: [{ cell: lib.cells.gru(), units: 2 }] }, [sequence], [], {
    ...{ loss: lib.losses[1], epochs: 2 },
  });
  const byName = await lib.train(spec, [sequence], [], { loss: 'mae', epochs: 2 });
  expect(byName.parameters).toEqual(whole.parameters);
});
