import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Effort } from '../src/jobs/effort.ts';
import type { Occasion } from './result.ts';

/** Where and when this run happens. */
export const occasion = (effort: Effort): Occasion => ({
  date: new Date().toISOString(),
  effort,
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node },
  ...commit(),
});

/** The commit of the repository that this program was built in, if it lies in one. */
function commit(): { commit?: string } {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    if (git('rev-parse', '--show-prefix') !== '') return {}; // installed inside somebody else's repository
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return { commit: git('rev-parse', '--short=10', 'HEAD') + (changed ? '+' : '') };
  } catch {
    return {};
  }
}
