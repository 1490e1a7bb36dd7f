/** docs/data-sets.md: its commands run as written, on made files of the same shapes and, where they are, on the public ones. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { publicFolder, unzipped } from '../table/shapes/public.ts';
import { blocks, root } from './blocks.ts';

const commands = blocks('docs/data-sets.md', 'sh').flatMap((block) => block.trim().split('\n'));
const shapes = join(root, 'test/table/shapes');
const made: Readonly<Record<string, string>> = {
  'ETTh1.csv': 'transformer.csv',
  'AirQualityUCI.csv': 'air-quality.csv',
  'datatraining.txt': 'occupancy.txt',
  'household-power.txt': 'household-power.txt',
  'turbofan.txt': 'turbofan.txt',
};

async function runs(line: string, cwd: string): Promise<void> {
  const [program, ...words] = line.split(' ');
  expect(program).toBe('meniscus');
  const { status, stdout, stderr } = await called(words, { cwd });
  expect(status, stderr).toBe(0);
  expect(stdout).not.toMatch(/NaN|undefined/);
  if (line.includes('--score')) expect(stderr).toMatch(/score/);
}

describe('on made files', () => {
  const folder = temporary();
  for (const [name, file] of Object.entries(made)) copyFileSync(join(shapes, file), join(folder, name));
  cpSync(join(shapes, 'movement'), join(folder, 'dataset'), { recursive: true });
  copyFileSync(join(shapes, 'movement-labels.csv'), join(folder, 'dataset/MovementAAL_target.csv'));
  test.each(commands)('%s', (line) => runs(line, folder));
});

describe.skipIf(!existsSync(publicFolder))('on public files', () => {
  const folder = temporary();
  const isMade = (line: string): boolean => /household-power|turbofan|power.mns|fan.mns/.test(line);
  const names: Readonly<Record<string, string>> = {
    'ETTh1.csv': 'ETTh1.csv',
    'AirQualityUCI.csv': 'AirQualityUCI_semicolon.csv',
    'datatraining.txt': 'datatraining.txt',
  };
  if (existsSync(publicFolder)) {
    for (const [name, file] of Object.entries(names))
      copyFileSync(join(publicFolder, file), join(folder, name));
    mkdirSync(join(folder, 'dataset'));
    const movement = unzipped(readFileSync(join(publicFolder, 'IndoorMovement.zip')));
    for (const [name, text] of Object.entries(movement))
      if (name.startsWith('dataset/')) writeFileSync(join(folder, 'dataset', basename(name)), text);
  }
  test.each(commands.filter((line) => !isMade(line)))('%s', (line) => runs(line, folder));
});
