/** docs/import/pytorch.md: its commands work as written, its Python is Python, its table is what verify prints. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordingFlags, tableFlags } from '../../src/cli/flags/table.ts';
import { importCommand } from '../../src/cli/import.ts';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { folder as vectors } from '../golden/vectors.ts';
import { drawn } from '../import/cases/index.ts';
import type { Tensors } from '../import/reference.ts';
import { checkpointOf, under } from '../import/state-dict.ts';
import { blocks, quoted, rows } from './blocks.ts';

const page = 'docs/import/pytorch.md';
const commands = blocks(page, 'sh').flatMap((block) => block.trim().split('\n'));
const cfcOf = (mode: string, args: (args: Record<string, unknown>) => boolean): Tensors =>
  drawn(
    'cfc',
    ({ config, what }) => what.includes(`, ${mode},`) && !what.includes(' 0 ×') && args(config.args),
  ).tensors;
const gru = drawn('torchNn', ({ config }) => config.class === 'GRU').tensors;
const units = (gru.weight_hh_l0[0] as number[]).length;

/** Checkpoints as the page names them. */
const checkpoints: Readonly<Record<string, Tensors>> = {
  ltc: drawn(
    'ltc',
    ({ config: { class: name, args } }) =>
      name === 'LTC' && args.implicit_param_constraints === true && args.output_mapping !== null,
  ).tensors,
  cfc: cfcOf('default', (args) => args.mixed_memory !== true),
  wired: drawn('cfcWired', ({ config }) => config.args.mode === 'no_gate').tensors,
  mixed: cfcOf('pure', (args) => args.mixed_memory === true),
  gru,
  rnn: drawn('torchNn', ({ config }) => config.class === 'RNN').tensors,
  module: {
    ...under('encoder.', gru),
    ...under('decoder.', gru),
    'head.weight': [Array(units).fill(0.1)],
    'head.bias': [0],
  },
};

test('the commands work', async () => {
  const folder = temporary();
  for (const [name, tensors] of Object.entries(checkpoints))
    writeFileSync(join(folder, `${name}.safetensors`), checkpointOf(tensors));
  for (const [name, made] of Object.entries({
    'model.pth': 'lstm-8-two-in-front.pth',
    'model.pt': 'amp-gru-6-scripted.pt',
  }))
    copyFileSync(join(vectors, 'torch-files', made), join(folder, name));
  writeFileSync(join(folder, 'ltc.json'), blocks(page, 'json')[0]);
  const inputs = (checkpoints.ltc['rnn_cell.sensory_w'] as number[][]).length;
  const header = ['time', ...Array.from({ length: inputs }, (_, i) => `x${i}`)].join();
  writeFileSync(join(folder, 'live.csv'), `${header}\n0${',1'.repeat(inputs)}\n0.5${',1'.repeat(inputs)}\n`);
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const [line, from] = command.split(' < ');
    const input = from ? readFileSync(join(folder, from), 'utf8') : '';
    const { status, stderr } = await called(line.split(' ').slice(1), { cwd: folder, input });
    // what was taken for granted is said, and nothing else
    for (const said of stderr.trim().split('\n').filter(Boolean))
      expect(said, command).toMatch(/is taken as the time|columns go by position|not read, since/);
    expect(status, command).toBe(0);
  }
  expect(existsSync(join(folder, 'encoder.mns'))).toBe(true);
});

test('the table of what has to be said has every flag for it', () => {
  const flags = rows(page).flatMap(([, flag]) => (flag?.startsWith('`--') ? quoted(flag).slice(0, 1) : []));
  const written = flags.map((flag) => flag.slice(2).split(' ')[0]).sort();
  const others = [
    'file',
    'output',
    'inputs',
    'outputs',
    'config',
    'weights',
    'rounding',
    'strip',
    'calibrate',
    'ranges',
    'probe',
    ...['check', 'scale', 'scale-outputs', 'interval', 'prewarm', 'state', 'start', 'layers'],
    // how the recording of --calibrate is read
    ...Object.keys({ ...tableFlags, ...recordingFlags }),
  ];
  expect(written).toEqual(
    Object.keys(importCommand.flags)
      .filter((flag) => !others.includes(flag))
      .sort(),
  );
});

const noPython = spawnSync('python3', ['--version']).status !== 0;
if (noPython) console.log('skipped: python3 is not here');

test.skipIf(noPython)('the Python blocks are Python, as is the script that makes vectors', () => {
  const script = readFileSync(join(vectors, 'torch_nn.py'), 'utf8');
  for (const block of [...blocks(page, 'python'), script]) {
    const { stderr } = spawnSync(
      'python3',
      ['-X', 'utf8', '-c', 'import ast, sys; ast.parse(sys.stdin.read())'],
      {
        input: block,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
  }
});

test('the measured table is what verify prints', async () => {
  const { stdout } = await called(['verify', vectors]);
  const table = stdout.slice(stdout.indexOf('class →'));
  // a host that has the relaxed build compares that too, and its differences are larger
  const relaxed = table.includes(', relaxed;');
  const comparable = (text: string) => text.replaceAll(/\d\.\d\de-\d/g, '…').replace(', relaxed;', ';');
  const written = blocks(page, '');
  expect(relaxed ? written.map(comparable) : written).toContain(relaxed ? comparable(table) : table);
});
