/** Deno, which gets no permission at all. */
import { test } from 'vitest';
import { compare, fromPackage, linesOfModule, present } from '../host.ts';

const program = fromPackage('@deno/linux-x64-glibc/deno');

test.skipIf(!present('Deno', program))('Deno', async () => {
  compare('Deno', await linesOfModule(program, ['run', '--no-config', '--no-prompt']));
});
