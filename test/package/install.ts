/** The package as its users get it: packed, and installed in an empty folder. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporary } from '../folder.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a program writes to its standard output. @throws with all that it wrote if it fails */
export async function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, timeout: 120_000, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** What npm writes to its standard output; the npm that runs the tests, which Windows starts by Node alone. */
export const npm = (args: readonly string[], cwd: string): Promise<string> => {
  const program = process.env.npm_execpath;
  return program?.endsWith('.js')
    ? output(process.execPath, [program, ...args], cwd)
    : output('npm', args, cwd);
};

export interface Installed {
  /** Of the project that uses the package. */
  readonly folder: string;
  readonly tarball: string;
  readonly files: readonly string[];
  /** Bytes of all files. */
  readonly unpacked: number;
}

/** Packs the package, with its types, and installs it in a new folder, from the tarball alone. */
export async function install(): Promise<Installed> {
  const folder = temporary();
  // its scripts print before npm prints its JSON
  const packed = await npm(['pack', '--json', '--pack-destination', folder], root);
  const [{ filename, files, unpackedSize }] = JSON.parse(packed.slice(packed.search(/^\[/m)));
  const tarball = join(folder, filename);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module' }),
  );
  await npm(['install', '--offline', '--no-audit', '--no-fund', tarball], folder);
  return { folder, tarball, files: files.map(({ path }: { path: string }) => path), unpacked: unpackedSize };
}
