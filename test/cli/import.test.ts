import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { Draw, families } from '../import/cases/index.ts';
import { linear, type Tensors, torchLayer } from '../import/reference.ts';
import { checkpointOf, under, without } from '../import/state-dict.ts';
import { called } from './command-line.ts';

const d = new Draw(7);
const gruOf = (prefix: string): Tensors => ({
  [`${prefix}weight_ih_l0`]: d.matrix(24, 3, -0.4),
  [`${prefix}weight_hh_l0`]: d.matrix(24, 8, -0.4),
  [`${prefix}bias_ih_l0`]: d.vector(24, -0.4),
  [`${prefix}bias_hh_l0`]: d.vector(24, -0.4),
});
const bare = gruOf('');
const head: Tensors = { 'head.weight': d.matrix(2, 8, -0.4), 'head.bias': d.vector(2, -0.4) };

/** Imports tensors in a folder of their own, beside a configuration and what lies at the output's place. */
async function imported(tensors: Tensors, flags: readonly string[], { config = {}, before = '' } = {}) {
  const folder = temporary();
  writeFileSync(join(folder, 'model.safetensors'), checkpointOf(tensors));
  writeFileSync(join(folder, 'model.json'), JSON.stringify(config));
  if (before) writeFileSync(join(folder, 'model.mns'), before);
  const args = ['import', 'model.safetensors', ...flags, '-o', 'model.mns'];
  const made = await called(args, { cwd: folder });
  return { ...made, folder, files: readdirSync(folder).sort(), blob: join(folder, 'model.mns') };
}

const x = [0.5, -1, 0.25];
const zero = Array(8).fill(0);
const stepOf = (tensors: Tensors): readonly number[] => torchLayer(tensors, 'GRU', 0, x, zero, []).h;

/** The largest difference of the blob's first step from the given one. */
function errorOf(blob: string, want: readonly number[]): number {
  const y = loadSync(readFileSync(blob)).session().step(x);
  expect(y.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(y[i] - value)));
}

describe('import writes a blob', () => {
  test('says what it is, and run answers with it', async () => {
    const { status, stdout, stderr, files, blob, folder } = await imported(bare, []);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^model\.safetensors: safetensors: gru of 8 units; states h \[8\]\nmodel\.mns: gru of 8 units, 3 → 8, 312 parameters, [\d,]+ bytes in f32\ncompared with float64 on 300 steps .*\n$/,
    );
    expect(files).toEqual(['model.json', 'model.mns', 'model.safetensors']);
    expect(errorOf(blob, stepOf(bare))).toBeLessThanOrEqual(1e-6);
    const { stdout: rows } = await called(['run', 'model.mns'], { cwd: folder, input: `a,b,c\n${x}\n` });
    const printed = rows.trim().split('\n')[1].split(',').map(Number);
    printed.forEach((y, i) => {
      expect(y).toBeCloseTo(stepOf(bare)[i], 6);
    });
  });

  test.each([
    ['f16', 1e-3],
    ['i16', 1e-4],
    ['q8', 1e-2],
    ['q8-block', 1e-2],
  ])('with --weights %s', async (weights, most) => {
    const { status, stdout, blob } = await imported(bare, ['--weights', weights]);
    expect(status).toBe(0);
    expect(stdout).toContain(`bytes in ${weights}`);
    const draft = 'model.mns has format version 4, a draft: ';
    if (weights === 'q8-block')
      expect(stdout).toMatch(new RegExp(`${draft}.* It needs it for weights in q8-block\n`));
    else expect(stdout).not.toContain('draft');
    const error = errorOf(blob, stepOf(bare));
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(most);
  });

  test('of one network of several with --prefix', async () => {
    const second = gruOf('b.');
    const both = { ...gruOf('a.'), ...second };
    const { status, blob } = await imported(both, ['--prefix', 'b.']);
    expect(status).toBe(0);
    const own = Object.fromEntries(Object.entries(second).map(([name, data]) => [name.slice(2), data]));
    expect(errorOf(blob, stepOf(own))).toBeLessThanOrEqual(1e-6);
  });

  test.each([
    ['beside the network', 'rnn.', ''],
    ['behind its prefix', 'net.', 'net.'],
    ['at the top', '', ''],
  ])('with the Linear of --readout %s', async (_, network, linears) => {
    for (const one of [head, without(head, 'head.bias')]) {
      const all = { ...under(network, bare), ...under(linears, one) };
      const { status, blob } = await imported(all, ['--readout', 'head']);
      expect(status).toBe(0);
      expect(errorOf(blob, linear(one, 'head', stepOf(bare)))).toBeLessThanOrEqual(1e-6);
    }
  });

  test('with what --config says, which a flag overrules', async () => {
    const one = families.ltc(new Draw(3));
    const flags = ['--config', 'model.json'];
    expect((await imported(one.tensors, flags, { config: one.config })).status).toBe(0);
    const wrong = { ...one.config, args: { ...one.config.args, ode_unfolds: 'six' } };
    expect((await imported(one.tensors, flags, { config: wrong })).stderr).toContain('ode_unfolds is "six"');
    const overruled = await imported(one.tensors, [...flags, '--ode-unfolds', '4'], { config: wrong });
    expect(overruled.status).toBe(0);
    expect(loadSync(readFileSync(overruled.blob)).inputs).toBe(one.inputs);
  });
});

describe('import refuses in one line, with exit code 2, and leaves what was there', () => {
  test.each<[string, Tensors, readonly string[], string]>([
    ['a tensor that is missing', { weight_ih_l0: [[1], [1], [1]] }, [], 'tensor "weight_hh_l0": is missing'],
    ['a tensor too many', { ...bare, gain: [2] }, [], 'what tensor "gain" does is not in the file'],
    [
      'an activation that is missing',
      { ...bare, 'a.weight': [Array(8).fill(1)], 'b.weight': [[1]] },
      [],
      'the activation between "a" and "b" is not in the file',
    ],
    [
      'a wrong value',
      bare,
      ['--weights', 'q5'],
      '--weights must be f32, q8, f16, i16, q4, q4-row or q8-block, not "q5"',
    ],
    ['a range that runs backwards', bare, ['--ranges', '1..0'], 'a range must not end below its start: 1..0'],
    ['a flag of another class', bare, ['--mode', 'pure'], 'the option "mode" is none of RNN or GRU or LSTM'],
    ['a configuration that is not there', bare, ['--config', 'modal.json'], 'did you mean model.json?'],
    [
      'a configuration that is no JSON',
      bare,
      ['--config', 'model.safetensors'],
      'model.safetensors: is a safetensors file, not JSON',
    ],
    ['a probe that is not there', bare, ['--probe', 'tau'], 'tau'],
    ['a flag that is not there', bare, ['--modes', 'pure'], 'did you mean --mode?'],
  ])('%s', async (_, tensors, flags, message) => {
    for (const before of ['', 'what was there before']) {
      const { status, stdout, stderr, files, blob } = await imported(tensors, flags, { before });
      expect(stderr).toMatch(/^meniscus: [^\n]+\n$/);
      expect(stderr).toContain(message);
      expect(stdout).toBe('');
      expect(status).toBe(2);
      expect(files).toEqual(['model.json', ...(before ? ['model.mns'] : []), 'model.safetensors']);
      if (before) expect(readFileSync(blob, 'utf8')).toBe(before);
    }
  });

  test.each([
    ['a list', [], 'expected an object with "class" and "args"'],
    ['a number for the class', { class: 1 }, '"class" must be a name'],
    ['a list of args', { args: [] }, '"args" must be an object'],
    ['text for the wiring', { wiring: 'ncp' }, '"wiring" must be an object'],
    ['a field that there is not', { clas: 'GRU' }, 'no option "clas": did you mean "class"?'],
    ['the field of another file', { hidden_size: 1 }, 'there are class, args, wiring'],
    ['another class', { class: 'CfC' }, 'says class CfC, the tensors are those of RNN or GRU or LSTM'],
  ])('a configuration that is %s', async (_, config, message) => {
    const { status, stderr, files } = await imported(bare, ['--config', 'model.json'], { config });
    expect(stderr).toMatch(/^meniscus: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(files).toEqual(['model.json', 'model.safetensors']);
  });
});

describe('import says what it left out, and names inputs and outputs', () => {
  const lstm = under('net.', bare);

  test('with --prefix every other tensor, and the flag for a read-out that fits', async () => {
    const { status, stderr } = await imported({ ...lstm, ...head, mean: [0, 0, 0] }, ['--prefix', 'net.']);
    expect(status).toBe(0);
    expect(stderr).toContain(
      'not read, since they are not behind the prefix: "head.weight" [2, 8], "head.bias" [2], "mean" [3]',
    );
    expect(stderr).toContain('the Linear "head" fits behind the network: --readout head adds it');
    const taken = await imported({ ...lstm, ...head }, ['--prefix', 'net.', '--readout', 'head']);
    expect(taken.stderr).toBe('');
    expect(taken.stdout).toContain('3 → 2');
  });

  test('names are in the blob, and run finds the columns by them', async () => {
    const flags = ['--inputs', 'wind,sun,rain', '--outputs', 'a,b', '--readout', 'head'];
    const { blob } = await imported({ ...bare, ...head }, flags);
    expect(loadSync(readFileSync(blob)).metadata).toMatchObject({
      inputs: ['wind', 'sun', 'rain'],
      outputs: ['a', 'b'],
    });
    const plain = await called(['run', blob], { input: `wind,sun,rain\n${x}\n` });
    expect(plain.stderr).toBe('');
    expect(plain.stdout).toMatch(/^a,b\n/);
    const mixed = await called(['run', blob], {
      input: `target,rain,text,sun,wind\n9,${x[2]},north,${x[1]},${x[0]}\n`,
    });
    expect(mixed.stdout).toBe(plain.stdout);
  });

  test.each<[string[], string]>([
    [['--inputs', 'a,b'], '--inputs has 2 names, but the model has 3 inputs'],
    [['--inputs', 'a,b,a'], '--inputs names "a" twice'],
    [['--outputs', 'y'], '--outputs has 1 name, but the model has 8 outputs'],
  ])('%j is refused', async (flags, message) => {
    const { status, stderr, files } = await imported(bare, flags);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
    expect(files).not.toContain('model.mns');
  });

  test('without names columns go by position, which run says; more columns are refused', async () => {
    const { blob } = await imported(bare, []);
    const { stderr, status } = await called(['run', blob], { input: `a,b,y\n${x}\n` });
    expect(status).toBe(0);
    expect(stderr).toContain('input 0 is "a", input 1 is "b", input 2 is "y"; --inputs NAMES takes others');
    const more = await called(['run', blob], { input: `y,a,b,c\n1,${x}\n` });
    expect(more.status).toBe(2);
    expect(more.stderr).toContain('has 4 columns, y, a, b, c, but the model reads 3 and does not name them');
    const chosen = await called(['run', blob, '--inputs', 'a,b,c'], { input: `y,a,b,c\n1,${x}\n` });
    expect(chosen.stderr).toBe('');
    expect(chosen.stdout).toBe((await called(['run', blob], { input: `a,b,c\n${x}\n` })).stdout);
    const few = await called(['run', blob, '--inputs', 'a,b'], { input: `a,b,c\n${x}\n` });
    expect(few.stderr).toContain('--inputs names 2 columns, but the model reads 3');
  });
});
