import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGolden, readGoldenTensors } from '../../src/import/golden.ts';
import { writeSafetensors } from '../../src/import/safetensors.ts';
import { called, root } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { folder as made, names } from '../golden/vectors.ts';
import { checkpointOf } from './state-dict.ts';

test('every vector that PyTorch made passes at 1e-5', async () => {
  const { status, stdout } = await called(['verify', made]);
  const lines = stdout.trim().split('\n');
  const verdicts = lines.slice(0, lines.indexOf(''));
  expect(verdicts.map((line) => line.split(' ')[0])).toEqual([...names].sort());
  expect(names).toHaveLength(54);
  for (const line of verdicts) expect(line).toMatch(/^\w+ +\d\.\d\de-\d {2}pass$/);
  const [head, ...classes] = lines.slice(verdicts.length + 1, -3);
  expect(head).toMatch(/^class → cell +vectors +largest difference$/);
  expect(classes.map((line) => line.split(/ {2,}/)[0])).toEqual([
    'CfC → cfc',
    'CfC → cfc-wired',
    'CfCCell → cfc',
    'GRU → gru',
    'LSTM → lstm',
    'LTC → ltc-synaptic',
    'LTCCell → ltc-synaptic',
    'RNN → rnn',
  ]);
  expect(lines.at(-2)).toMatch(/^builds simd, scalar.*at most 0\.00001 to pass$/);
  expect(lines.at(-1)).toBe(`${verdicts.length} passed, 0 failed`);
  expect(status).toBe(0);
});

test('they stay small: the repository is cloned to be tried', () => {
  const sizes = readdirSync(made).map((file) => statSync(join(made, file)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_500_000);
});

/** A GRU of one unit and weights 0, which halves its state each step. */
const halving = {
  name: 'halving',
  class: 'GRU',
  args: { input_size: 1, hidden_size: 1 },
  weights: 'halving.safetensors',
  cases: [
    {
      name: 'two rows',
      inputs: [
        [[1], [2]],
        [[3], [4]],
      ],
      timespans: null as unknown,
      outputs: [
        [[0.5], [0.25]],
        [[-0.25], [-0.125]],
      ],
      initial_state: { h: [[[1], [-0.5]]] } as object,
      final_state: { h: [[[0.25], [-0.125]]] } as object,
    },
  ],
};
const weights = checkpointOf({
  weight_ih_l0: [[0], [0], [0]],
  weight_hh_l0: [[0], [0], [0]],
});

type Golden = typeof halving;

/** A copy whose only case has other fields. */
const withCase = (fields: object): object => ({ ...halving, cases: [{ ...halving.cases[0], ...fields }] });

/** Verifies a folder of vectors, each with the same weights; text is written as it is. */
async function verify(vectors: Readonly<Record<string, object | string>>, ...flags: string[]) {
  const folder = temporary();
  for (const [name, json] of Object.entries(vectors)) {
    writeFileSync(join(folder, `${name}.json`), typeof json === 'string' ? json : JSON.stringify(json));
    writeFileSync(join(folder, `${name}.safetensors`), weights);
  }
  writeFileSync(join(folder, 'halving.safetensors'), weights);
  return { folder, ...(await called(['verify', folder, ...flags])) };
}

describe('a folder of vectors', () => {
  test('passes where all agree', async () => {
    const { status, stdout } = await verify({ halving });
    expect(stdout).toMatch(/^halving +0\.00e\+0 {2}pass$/m);
    expect(stdout.trim().split('\n').at(-1)).toBe('1 passed, 0 failed');
    expect(status).toBe(0);
  });

  test('fails with one changed number, and the others still run', async () => {
    const copy = structuredClone(halving) as Golden;
    copy.cases[0].outputs[1][1][0] += 2e-5;
    const { status, stdout } = await verify({ before: halving, changed: copy, last: halving });
    expect(stdout).toMatch(/^before +0\.00e\+0 {2}pass$/m);
    expect(stdout).toMatch(/^changed +2\.00e-5 {2}FAIL$/m);
    expect(stdout).toMatch(/^last +0\.00e\+0 {2}pass$/m);
    expect(stdout.trim().split('\n').at(-1)).toBe('2 passed, 1 failed');
    expect(status).toBe(1);
  });

  test('is not judged with weights that are not f32', async () => {
    const { status, stdout } = await verify({ halving }, '--weights', 'q8');
    expect(stdout).not.toMatch(/pass$|FAIL/m);
    expect(stdout).toContain('not judged');
    expect(status).toBe(0);
  });

  test('rounds as it is told, where there are levels and no recording is needed', async () => {
    const rounding = (...flags: string[]) => verify({ halving }, ...flags, '--rounding', 'least-squares');
    expect((await rounding('--weights', 'q4')).status).toBe(0);
    expect((await rounding()).stderr).toMatch(
      /^meniscus: --rounding least-squares chooses quantised values, which f32 does not have/,
    );
    expect((await verify({ halving }, '--weights', 'q4', '--rounding', 'compensated')).stderr).toMatch(
      /--rounding must be nearest or least-squares, not "compensated"\n$/,
    );
  });

  test('without vectors is an error, and so is none', async () => {
    const empty = await verify({});
    expect(empty.stderr).toBe(
      `meniscus: ${empty.folder}: holds no NAME.cases.safetensors and no NAME.json with a NAME.safetensors beside it\n`,
    );
    expect(empty.status).toBe(2);
    const none = await called(['verify', join(empty.folder, 'none')]);
    expect(none.stderr).toMatch(/none: cannot be read \(ENOENT\)/);
    expect(none.status).toBe(2);
  });
});

const [, row] = halving.cases[0].outputs;
const wrong: Readonly<Record<string, readonly [object | string, string]>> = {
  'no JSON': ['{', 'is no JSON'],
  'no object': ['[]', 'is no object'],
  'no name': [{ ...halving, name: 1 }, '"name" is no text'],
  'weights elsewhere': [
    { ...halving, weights: '../a.safetensors' },
    '"weights" is no name of a file beside it',
  ],
  'no such weights': [{ ...halving, weights: 'none.safetensors' }, 'there is no such file'],
  'class of another form': [{ ...halving, class: 7 }, '"class" is no text'],
  'args of another form': [{ ...halving, args: [] }, '"args" is no object'],
  'wiring of another form': [{ ...halving, wiring: 3 }, '"wiring" is no object'],
  'no case': [{ ...halving, cases: [] }, '"cases" is no list, or empty'],
  'a case that is none': [{ ...halving, cases: [null] }, 'case 0: is no object'],
  'a case without a name': [withCase({ name: undefined }), 'case 0: "name" is no text'],
  'no input': [withCase({ inputs: [], outputs: [] }), 'case 0: "inputs" is empty'],
  'text for a number': [withCase({ inputs: [[['1']]] }), 'case 0: "inputs" is not [batch][step][feature]'],
  'a row of outputs missing': [
    withCase({ outputs: [row] }),
    'case 0: "outputs" has not a row for each input',
  ],
  'a step of outputs missing': [
    withCase({ outputs: [row, [row[0]]] }),
    'case 0: "outputs" has not a row for each input',
  ],
  'a row of states missing': [withCase({ states: [row] }), 'case 0: "states" has not a row for each input'],
  'a row of times missing': [
    withCase({ timespans: [[1, 2]] }),
    'case 0: "timespans" has not a row for each input',
  ],
  'a time of a step missing': [
    withCase({ timespans: [[1, 2], [1]] }),
    'case 0: "timespans" has not a row for each input',
  ],
  'no initial state': [withCase({ initial_state: null }), 'case 0: "initial_state" is no object of states'],
  'a row of the initial state missing': [
    withCase({ initial_state: { h: [[[1]]] } }),
    'case "two rows": the state "h" has not 1 numbers for row 1 of the batch',
  ],
  'a final state of another name': [
    withCase({ final_state: { H: [[[1], [1]]] } }),
    'case "two rows": the state "h" has not 1 numbers for row 0 of the batch',
  ],
  'another number of inputs': [
    withCase({ inputs: [[[1, 1]]], outputs: [[[1]]] }),
    'step 0 has 2 inputs, the model reads 1',
  ],
  'another number of outputs': [
    withCase({ inputs: [[[1]]], outputs: [[[1, 2]]] }),
    'step 0 of the outputs has 2 numbers, the model gives 1',
  ],
  'a time of 0': [
    withCase({
      timespans: [
        [1, 0],
        [1, 1],
      ],
    }),
    'case 0: "timespans" are not all > 0',
  ],
  'another class': [{ ...halving, class: 'LSTM' }, 'weight_ih_l0'],
};

test('vectors of a wrong form are named and fail', async () => {
  const vectors = Object.fromEntries(Object.values(wrong).map(([json], i) => [`wrong${i}`, json]));
  const { status, stdout } = await verify({ ...vectors, halving });
  const lines = stdout.split('\n');
  Object.entries(wrong).forEach(([what, [, message]], i) => {
    const line = lines.find((line) => line.startsWith(`wrong${i} `));
    expect(line, what).toMatch(/ {4}error {2}FAIL: /);
    expect(line, what).toContain(message);
  });
  expect(stdout).toContain(`\n1 passed, ${Object.keys(wrong).length} failed\n`);
  expect(status).toBe(1);
});

test('the reader throws its own errors for whatever is not of the format', () => {
  const bad = [
    null,
    1,
    '',
    [],
    {},
    { ...halving, cases: [1] },
    { ...halving, cases: {} },
    withCase({ states: 1 }),
  ];
  for (const json of bad)
    expect(() => readGolden(JSON.stringify(json), 'a.json')).toThrow(/^a\.json: .*docs\/import\/pytorch\.md/);
});

describe('vectors as safetensors', () => {
  const { cases, ...rest } = halving;
  const described = { ...rest, cases: cases.map(({ name }) => ({ name })) };
  const numbers: Readonly<Record<string, readonly [number[], number[]]>> = {
    '0.inputs': [
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    '0.timespans': [
      [2, 2],
      [1, 0.5, 2, 1],
    ],
    '0.outputs': [
      [2, 2, 1],
      [0.5, 0.25, -0.25, -0.125],
    ],
    '0.initial_state.h': [
      [1, 2, 1],
      [1, -0.5],
    ],
    '0.final_state.h': [
      [1, 2, 1],
      [0.25, -0.125],
    ],
  };
  const file = (tensors: typeof numbers, vector: unknown = JSON.stringify(described)) =>
    writeSafetensors(
      Object.entries(tensors).map(([name, [shape, data]]) => ({ name, shape, data })),
      vector === null ? {} : { vector: vector as string },
    );
  const timed = withCase({
    timespans: [
      [1, 0.5],
      [2, 1],
    ],
  });

  test('say what the JSON says', () => {
    expect(readGoldenTensors(file(numbers), 'a')).toEqual(readGolden(JSON.stringify(timed), 'a'));
    const { '0.timespans': _, ...untimed } = numbers;
    expect(readGoldenTensors(file(untimed), 'a')).toEqual(readGolden(JSON.stringify(halving), 'a'));
  });

  test('are made of JSON by a script, and verified as it is', async () => {
    const { folder } = await verify({ halving: timed });
    const out = join(temporary(), 'compact');
    execFileSync(process.execPath, ['scripts/compact-vectors.js', folder, out], { cwd: root });
    const bytes = new Uint8Array(readFileSync(join(out, 'halving.cases.safetensors')));
    expect(readGoldenTensors(bytes, 'a')).toEqual(readGolden(JSON.stringify(timed), 'a'));
    expect((await called(['verify', out])).stdout).toMatch(/^halving +0\.00e\+0 {2}pass$/m);
  });

  test.each<[string, Uint8Array, string]>([
    ['no vector', file(numbers, null), 'a: has no metadata "vector"'],
    ['no JSON', file(numbers, '{'), 'a: its metadata "vector": is no JSON'],
    ['no object', file(numbers, '[1]'), 'a: is no object'],
    ['no cases', file(numbers, JSON.stringify({ ...described, cases: 2 })), 'a: "cases" is no list'],
    [
      'a case that is none',
      file(numbers, JSON.stringify({ ...described, cases: [7] })),
      'case 0: is no object',
    ],
    ['no tensors', file({}), 'case 0: "inputs" is not [batch][step][feature]'],
    [
      'another case',
      file(numbers, JSON.stringify({ ...described, cases: [{ name: '' }, { name: '' }] })),
      'case 1: "inputs" is',
    ],
    ['a scalar', file({ ...numbers, '0.inputs': [[], [1]] }), 'case 0: "inputs" is not'],
    [
      'more dimensions than it has',
      file({
        ...numbers,
        '0.outputs': [
          [1, 2, 2, 1],
          [1, 2, 3, 4],
        ],
      }),
      '"outputs" is not',
    ],
    ['as many as fit', file({ ...numbers, '0.outputs': [Array(50_000).fill(1), [1]] }), '"outputs" is not'],
    ['sizes without a number', file({ ...numbers, '0.inputs': [[2 ** 40, 0], []] }), '"inputs" is empty'],
    [
      'an output too few',
      file({
        ...numbers,
        '0.outputs': [
          [2, 1, 1],
          [1, 2],
        ],
      }),
      '"outputs" has not a row for each',
    ],
    [
      'a time of 0',
      file({
        ...numbers,
        '0.timespans': [
          [2, 2],
          [1, 1, 1, 0],
        ],
      }),
      '"timespans" are not all > 0',
    ],
  ])('are refused: %s', (_, bytes, message) => {
    expect(() => readGoldenTensors(bytes, 'a')).toThrow(message);
  });
});
