/** What README.md of the example shows, the Worker answers; its models are those of `models/`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blobOf, hasWorkerd, root, Started } from './started.ts';

const read = (file: string): string => readFileSync(join(root, 'examples/worker', file), 'utf8');
const worker = new Started();

beforeAll(async () => {
  if (hasWorkerd) await worker.start();
});
afterAll(() => worker.end());

/** Calls of curl and what they print, each `$ curl …` of a block and the lines up to the next. */
const shown = [...read('README.md').matchAll(/^\$ curl (.*)\n((?!\$|```).*\n)*/gm)].map(([whole, args]) => ({
  args,
  printed: whole.slice(whole.indexOf('\n') + 1).trim(),
}));

test.skipIf(!hasWorkerd)('the calls of the README are answered as printed there', async () => {
  expect(shown.length).toBeGreaterThanOrEqual(4);
  for (const { args, printed } of shown) {
    const [, path] = /localhost:8787([^\s']*)/.exec(args)!;
    const body = / -d '([^']*)'/.exec(args)?.[1];
    const headers: Record<string, string> = body ? { 'Content-Type': 'application/json' } : {};
    const response = await fetch(`${worker.url}${path}`, { method: body ? 'POST' : 'GET', body, headers });
    expect(await response.text()).toBe(printed);
  }
});

test.each(['greenhouse', 'hlln-lorenz96'])('%s.mns is that of models/', (name) => {
  expect(blobOf(name).equals(readFileSync(join(root, 'models', `${name}.mns`)))).toBe(true);
});
