/**
 * Lints the AssemblyScript. Biome reads no decorators of functions, and `@inline` is one: it gets copies in which these are
 * comments, line by line the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const copies = mkdtempSync(join(tmpdir(), 'meniscus-assembly-'));

const config = {
  root: true,
  formatter: { enabled: false },
  assist: { enabled: false },
  linter: {
    rules: {
      preset: 'recommended',
      complexity: { noExcessiveLinesPerFunction: { level: 'error', options: { maxLines: 60 } } },
      // a decorator of a function is an error to TypeScript, and `@ts-expect-error` another to AssemblyScript's own
      suspicious: {
        noTsIgnore: 'off',
        // `==` compares values, there are no others; `isFinite<f32>` takes numbers only; x != x is how a NaN is found
        noDoubleEquals: 'off',
        noGlobalIsFinite: 'off',
        noSelfCompare: 'off',
        // constants are those of an approximation, in single precision
        noApproximativeNumericConstant: 'off',
      },
    },
  },
  overrides: [
    // what one writes by hand for one cell is one function
    {
      includes: ['bench/native/**'],
      linter: { rules: { complexity: { noExcessiveLinesPerFunction: 'off' } } },
    },
  ],
};
try {
  writeFileSync(join(copies, 'biome.json'), JSON.stringify(config));
  for (const folder of ['assembly', 'bench/native'])
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const to = join(copies, folder, file);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(
        to,
        readFileSync(join(root, folder, file), 'utf8').replaceAll(/^@inline$/gm, '// @inline'),
      );
    }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status } = spawnSync(process.execPath, [biome, 'lint', '--error-on-warnings', '.'], {
    cwd: copies,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(copies, { recursive: true, force: true });
}
