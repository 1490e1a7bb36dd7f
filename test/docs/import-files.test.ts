/** Pages of docs/import about Keras, amplifiers and robots: their commands work as written, on files made in this repository. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { blocks, root } from './blocks.ts';

/** Files as each page names them, and which they are below test/golden. */
const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  keras: {
    'model.keras': 'keras-files/lstm-h9-h5-normalised-3.keras',
    'model.h5': 'keras-files/gru-h5-lstm-h4-half-2.h5',
  },
  amplifiers: {
    'amp.nam': 'json-files/nam-lstm-2x5.nam',
    'aidax.json': 'json-files/aidax-lstm8-gains.json',
    'guitarml.json': 'json-files/guitarml-lstm9.json',
    'rtneural.json': 'json-files/rtneural-gru5-lstm7.json',
  },
  onnx: {
    'model.onnx': 'onnx-files/keras-lstm-dense-softmax.onnx',
    'step.onnx': 'onnx-files/step-without-names.onnx',
  },
  raptor: { 'checkpoint.h5': 'keras-files/rltools-gru-h9.h5' },
};

/** Steps of `amp.nam`, as a table each. */
function writeSteps(folder: string): void {
  const { inputs, outputs } = JSON.parse(
    readFileSync(join(root, 'test/golden/json-files/nam-lstm-2x5.nam.io.json'), 'utf8'),
  ) as Record<string, number[][]>;
  const table = (name: string, rows: readonly number[][]) =>
    writeFileSync(join(folder, `${name}.csv`), `${name}\n${rows.join('\n')}\n`);
  table('x', inputs);
  table('y', outputs);
}

test.each(Object.entries(pages))('the commands of docs/import/%s.md work', async (page, files) => {
  const folder = temporary();
  for (const [name, golden] of Object.entries(files))
    copyFileSync(join(root, 'test/golden', golden), join(folder, name));
  writeSteps(folder);
  const commands = blocks(`docs/import/${page}.md`, 'sh').flatMap((block) => block.trim().split('\n'));
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const words = command.split(' ').slice(1);
    const { status, stdout, stderr } = await called(words, { cwd: folder });
    expect([status, status === 0 ? '' : stderr], command).toEqual([0, '']);
    expect(existsSync(join(folder, words[words.indexOf('-o') + 1])), command).toBe(true);
    expect(stdout, command).toMatch(/units|bytes/);
  }
});
