/** Wirings on the command line: chosen by train, counted and drawn by inspect. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporary } from '../folder.ts';
import { called, root } from './command-line.ts';

const train = (more: readonly string[], out: string) => {
  const data = join(root, 'examples/greenhouse.csv');
  return called(['train', data, '--target', 'temp', '--units', '9', '--epochs', '1', ...more, '-o', out]);
};

test('a trained wiring is counted, and drawn', async () => {
  const folder = temporary();
  const blob = join(folder, 'policy.mns');
  const made = await train(
    ['--cell', 'ltc-synaptic', '--wiring', 'auto-ncp:outputs=2,sparsity=0.4', '--unfolds', '2'],
    blob,
  );
  expect(made.status).toBe(0);
  const picture = join(folder, 'wiring.svg');
  const { status, stdout } = await called(['inspect', blob, '--svg', picture]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/wiring=auto-ncp/);
  const neurons = /^ {2}(\d+) sensory, (\d+) inter, (\d+) command, (\d+) motor/m
    .exec(stdout)
    ?.slice(1)
    .map(Number);
  expect(neurons?.slice(1).reduce((a, b) => a + b)).toBe(9);
  expect(neurons?.at(-1)).toBe(2);
  const total = /^ {2}all +(\d+) +(\d+) +(\d+) of \d+$/m.exec(stdout)?.slice(1).map(Number) ?? [];
  expect(total[0] + total[1]).toBe(total[2]);
  const svg = readFileSync(picture, 'utf8');
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain(`excitatory ${total[0]}`);
  expect(svg).toContain(`inhibitory ${total[1]}`);
});

test.each([
  [['--cell', 'ltc-synaptic', '--wiring', 'autoncp:outputs=2'], /not "autoncp": did you mean "auto-ncp"/],
  [
    ['--cell', 'ltc-synaptic', '--wiring', 'auto-ncp:output=2'],
    /wiring "auto-ncp": no option "output": did you mean "outputs"/,
  ],
  [
    ['--cell', 'ltc-synaptic', '--wiring', 'auto-ncp:outputs'],
    /--wiring needs pairs as key=value, not "outputs"/,
  ],
  [['--cell', 'cfc-wired', '--wiring', 'auto-ncp:outputs=9'], /outputs/],
  [['--cell', 'lem', '--wiring', 'fully-connected'], /cell "lem": no option "wiring": there are none/],
])('%j is refused in one line', async (args, message) => {
  const out = join(temporary(), 'x.mns');
  const { status, stderr } = await train(args, out);
  expect(status).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(message);
  expect(existsSync(out)).toBe(false);
});

test('a model without a wiring is not drawn, and the file that was there stays', async () => {
  const picture = join(temporary(), 'wiring.svg');
  writeFileSync(picture, 'before');
  const { status, stderr } = await called(['inspect', 'models/greenhouse.mns', '--svg', picture]);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /models\/greenhouse\.mns: no layer has a wiring to draw; ltc-synaptic and cfc-wired have one/,
  );
  expect(readFileSync(picture, 'utf8')).toBe('before');
});
