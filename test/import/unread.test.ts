/** What a file holds beside the network: every tensor that is not read is named, and what can be done about it. */
import { describe, expect, test } from 'vitest';
import { importModel } from '../../src/import/index.ts';
import { writeSafetensors } from '../../src/import/safetensors.ts';
import { fileOf } from './build-file.ts';
import { saidOf } from './refused.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);
const bytesOf = (shapes: Shapes) =>
  writeSafetensors(
    Object.entries(shapes).map(([name, shape]) => ({ name, shape, data: Array(size(shape)).fill(0.1) })),
  );
const under = (prefix: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [prefix + name, shape]));
const imported = (shapes: Shapes, options: { prefix?: string; readout?: string; layers?: string } = {}) =>
  importModel(bytesOf(shapes), { file: 'a.safetensors', ...options });
const refused = (shapes: Shapes, options: { prefix?: string; readout?: string; layers?: string } = {}) =>
  saidOf(bytesOf(shapes), options);

const lstm: Shapes = { weight_ih_l0: [32, 3], weight_hh_l0: [32, 8], bias_ih_l0: [32], bias_hh_l0: [32] };
const linear = (name: string, rows: number, columns: number): Shapes => ({
  [`${name}.weight`]: [rows, columns],
  [`${name}.bias`]: [rows],
});

describe('with a prefix', () => {
  test('every other tensor is unread, and the Linears that fit are named', async () => {
    const { unread, fitting, spec } = await imported(
      {
        ...under('lstm.', lstm),
        ...linear('fc1', 5, 8),
        ...linear('fc2', 2, 8),
        ...linear('narrow', 2, 5),
        'plain.weight': [4, 8],
        'odd.weight': [4, 8],
        'odd.bias': [3],
        mean: [3],
      },
      { prefix: 'lstm.' },
    );
    expect(spec).toMatchObject({ readout: 'none', outputs: 8 });
    expect(unread.map(({ name, shape }) => `${name} ${shape}`).sort()).toEqual([
      ...['fc1.bias 5', 'fc1.weight 5,8', 'fc2.bias 2', 'fc2.weight 2,8', 'mean 3', 'narrow.bias 2'],
      ...['narrow.weight 2,5', 'odd.bias 3', 'odd.weight 4,8', 'plain.weight 4,8'],
    ]);
    expect(fitting).toEqual(['fc1', 'fc2', 'plain']);
  });

  test.each(['fc', 'module.fc', 'net.fc'])(
    'the read-out is found in the modules around, as %s',
    async (name) => {
      const all = { ...under('module.net.lstm.', lstm), ...linear('module.net.fc', 2, 8) };
      const options = { prefix: 'module.net.lstm.' };
      expect(await imported(all, options)).toMatchObject({
        fitting: ['module.net.fc'],
        spec: { outputs: 8 },
      });
      const short = name.replace('module.fc', 'module.net.fc').replace(/^net\.fc$/, 'fc');
      expect(await imported(all, { ...options, readout: short })).toMatchObject({
        ...{ fitting: [], unread: [] },
        spec: { outputs: 2, readout: 'dense' },
      });
    },
  );

  test('that is nearly one, the whole is offered', async () => {
    const all = under('module.lstm.', lstm);
    for (const prefix of ['lstm.', 'module.lstm'])
      expect(await refused(all, { prefix })).toMatch(/did you mean --prefix module\.lstm\.\?$/);
  });
});

describe('without one', () => {
  test('a Linear of another name is taken, and what was assumed is said', async () => {
    const { spec, notes, unread } = await imported({ ...under('lstm.', lstm), ...linear('head', 2, 8) });
    expect(spec).toMatchObject({ readout: 'dense', outputs: 2 });
    expect(unread).toEqual([]);
    expect(notes).toEqual([
      `read as "lstm", "head", in the order of the file, without an activation behind "head": a state_dict holds neither. --layers 'lstm,head:tanh' says otherwise`,
    ]);
  });

  test('a scaling of the inputs is asked for', async () => {
    const all = { ...under('lstm.', lstm), ...linear('fc', 2, 8), mean: [3], std: [3] };
    expect(await refused(all)).toMatch(
      /what tensor "mean" does is not in the file: "mean" \[3\], "std" \[3\]; say it as \*scale, \/deviation, -mean or \+offset among the modules: --layers 'lstm,fc'/,
    );
    const { unread } = await imported(all, { prefix: 'lstm.', readout: 'fc' });
    expect(unread.map(({ name }) => name)).toEqual(['mean', 'std']);
    const { layers, folded } = await imported(all, { layers: '-mean,/std,lstm,fc' });
    expect(layers).toEqual(['shift "mean"', 'division by "std"', 'LSTM of 8 units', 'Dense 8 → 2']);
    expect(folded.length).toBe(2);
  });

  test('a BatchNorm between network and read-out is folded, with a counter in integers', async () => {
    const norm = { weight: [8], bias: [8], running_mean: [8], running_var: [8] };
    const all = { ...under('lstm.', lstm), ...under('bn.', norm), ...linear('fc', 2, 8) };
    const text = new TextDecoder().decode(bytesOf(all));
    const end = text.indexOf('}}') + 1;
    const bytes = bytesOf(all);
    const from = 8 + Number(Buffer.from(bytes).readBigUInt64LE());
    const data = bytes.subarray(from);
    const counter = `,"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[${data.length},${data.length + 8}]}}`;
    const counted = fileOf(text.slice(8, end) + counter, Uint8Array.from([...data, ...new Uint8Array(8)]));
    const { folded, notes } = await importModel(counted, { file: 'a.safetensors' });
    expect(folded).toEqual(['BatchNorm "bn" into Dense 8 → 2']);
    expect(notes.join()).toContain('BatchNorm "bn" is read with PyTorch\'s default epsilon, 0.00001');
    const { unread } = await importModel(counted, { file: 'a.safetensors', prefix: 'lstm.' });
    expect(unread.map(({ name }) => name)).toContain('bn.num_batches_tracked');
  });
});

test.each([
  ['lstm', 32],
  ['gru', 24],
  ['rnn', 8],
])('a cell of torch.nn under its own names: %s', async (cell, rows) => {
  for (const prefix of ['', 'cell.']) {
    const all = under(prefix, {
      weight_ih: [rows, 3],
      weight_hh: [rows, 8],
      bias_ih: [rows],
      bias_hh: [rows],
    });
    const { spec } = await imported(all);
    expect(spec.layers.map((layer) => layer.cell.name)).toEqual([cell]);
    expect(spec).toMatchObject({ inputs: 3, outputs: 8 });
  }
});

test('a cell whose rows fit no kind is named', async () => {
  expect(await refused({ weight_ih: [7, 3], weight_hh: [7, 2] })).toContain(
    'tensor "weight_hh": [7, 2] does not fit weight_ih [7, 3]',
  );
});

test('weights in integers are refused by name', async () => {
  const header = {
    weight_ih_l0: { dtype: 'I8', shape: [3, 1], data_offsets: [0, 3] },
    weight_hh_l0: { dtype: 'I8', shape: [3, 1], data_offsets: [3, 6] },
  };
  expect(await saidOf(fileOf(JSON.stringify(header), new Uint8Array(6)))).toMatch(
    /tensor "weight_ih_l0" has dtype "I8", F32, F16, BF16, F64 can be read/,
  );
});
