/** Bun: JavaScriptCore with the interfaces of Node. */
import { test } from 'vitest';
import { compare, fromPackage, linesOfModule, present } from '../host.ts';

const program = fromPackage('@oven/bun-linux-x64/bin/bun');

test.skipIf(!present('Bun', program))('Bun', async () => {
  compare('Bun', await linesOfModule(program, ['run', '--no-install']));
});
