/** Runs a host as a child process and compares what it prints with the hashes of every other host. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { bundle, modelNames, root } from './bundle.ts';
import { cardOf, hashIn } from './cards.ts';

/** A program of a package of test/runtimes/package.json. */
export const fromPackage = (path: string): string => join(root, 'test/runtimes/node_modules', path);

/**
 * Whether the files of a host are there; says so where they are not.
 * @throws in CI, where .ci/run has installed them
 */
export function present(host: string, ...files: readonly string[]): boolean {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return true;
  if (process.env.CI) throw new Error(`${host}: ${missing.join(', ')} is missing, which .ci/run installs`);
  console.log(`skipped: ${host}: ${missing.join(', ')} is not installed`);
  return false;
}

/**
 * The lines that a program writes to its standard output.
 * @throws if it fails or has not ended after 100 s, with all that it wrote
 */
export async function linesOf(program: string, args: readonly string[], cwd?: string): Promise<string[]> {
  const options = { cwd, timeout: 100_000, killSignal: 'SIGKILL' } as const;
  const { stdout } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}${error.stderr}`);
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Writes the files into a folder that is there as long as `use` runs in it. */
export async function withFiles<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'meniscus-host-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines of a host that runs a module of JavaScript and has a `console`. */
export async function linesOfModule(program: string, args: readonly string[] = []): Promise<string[]> {
  const module = `${await bundle()}\nawait body.run(console.log);\nbody.runRelaxed(console.log);\n`;
  return withFiles({ 'main.mjs': module }, (folder) => linesOf(program, [...args, join(folder, 'main.mjs')]));
}

/** What a host prints that gives the bits of the models' cards in these builds. */
export const expectedLines = (
  builds: readonly string[] = ['simd', 'scalar'],
  names: readonly string[] = modelNames,
): string[] => {
  return builds.flatMap((build) => names.map((name) => `${name} ${build} ${hashIn(cardOf(name))}`));
};

/** @throws unless the lines are those hashes; a line on the relaxed build may follow, which is shown */
export function compare(
  host: string,
  lines: readonly string[],
  builds?: readonly string[],
  names?: readonly string[],
): void {
  expect(lines.filter((line) => !line.startsWith('relaxed'))).toEqual(expectedLines(builds, names));
  for (const line of lines) if (line.startsWith('relaxed')) console.log(`${host}: ${line}`);
}
