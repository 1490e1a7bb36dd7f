import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { meniscus, root } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';

/** Commands of the `sh` blocks of a page that run the CLI, one argument list each. */
function commands(page: string): string[][] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) =>
    block.replaceAll('\\\n', ' '),
  );
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('npm run -s meniscus -- '))
    .map((line) => line.replace('npm run -s meniscus -- ', '').trim().split(/\s+/));
}

test('the first model of the README, as written', () => {
  const folder = temporary();
  symlinkSync(join(root, 'examples'), join(folder, 'examples'), 'junction');
  const [train, ...others] = commands('README.md');
  expect(train[0]).toBe('train');
  expect(meniscus(train, { cwd: folder }).status).toBe(0);
  expect(others.map(([name]) => name)).toEqual(['evaluate', 'inspect', 'run', 'bench']);
  for (const args of others) {
    const from = args.indexOf('<');
    const input = from < 0 ? '' : readFileSync(join(folder, args[from + 1]), 'utf8');
    const { status, stdout } = meniscus(from < 0 ? args : args.slice(0, from), { cwd: folder, input });
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(100);
  }
  const [, script] = /```js\n([\s\S]*?)```/.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  ) as RegExpExecArray;
  const runtime = pathToFileURL(join(root, 'dist/runtime/simd.js')).href;
  writeFileSync(join(folder, 'first.mjs'), script.replace("'meniscus'", `'${runtime}'`));
  const printed = execFileSync(process.execPath, ['first.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(printed.match(/Float32Array\(8\)/g)).toHaveLength(3);
  for (const [, temperature] of printed.matchAll(/^([\d.]+) Float32Array/gm))
    expect(Number(temperature)).toBeGreaterThan(5);
});

test('the command of a model makes its blob again, byte for byte', () => {
  const made = commands('models/greenhouse.md');
  expect(made).toHaveLength(1);
  for (const args of made) {
    const committed = readFileSync(join(root, args[args.length - 1]));
    const again = join(temporary(), 'greenhouse.mns');
    expect(meniscus([...args.slice(0, -1), again]).status).toBe(0);
    expect(readFileSync(again).equals(committed)).toBe(true);
  }
});

test('examples/greenhouse.csv is what its script prints', () => {
  const printed = execFileSync(process.execPath, [join(root, 'examples/greenhouse.js')], {
    encoding: 'utf8',
  });
  expect(readFileSync(join(root, 'examples/greenhouse.csv'), 'utf8')).toBe(printed);
});
