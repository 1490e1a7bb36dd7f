/** The packed package, installed in an empty folder: each entry is used there, bundled, typed and checked. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build as esbuild } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build as vite } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import { fromPackage, present } from '../runtimes/host.ts';
import { type Installed, install, output, root } from './install.ts';
import { type Use, uses } from './uses.ts';

const blob = readFileSync(join(root, 'models/greenhouse.mns'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let installed: Installed;

beforeAll(async () => {
  installed = await install();
}, 120_000);

const at = (path: string): string => join(installed.folder, path);
const embedded = `const blob = Uint8Array.from(${JSON.stringify([...blob])});\n`;
const session = loadSync(blob).session();
const outputs = [0, 1, 2].map((x) => session.step(new Float32Array(4).fill(x), 0.5)[0]).join(' ');
/** Of a bundle, without what only Node has. */
const anywhere = ['--import', 'data:text/javascript,delete globalThis.Buffer'];
const expected = ({ prints = outputs }: Use): string => `${prints}\n`;

/** Writes the program of a use; its path. */
function written(entry: string): string {
  const file = at(`use${entry.replaceAll(/\W/g, '-')}.mjs`);
  writeFileSync(file, embedded + uses[entry].program);
  return file;
}

test('there is a use for each entry', () => {
  const scripts = Object.keys(manifest.exports).filter((name) => !/\.(wasm|json)$/.test(name));
  expect(Object.keys(uses).sort()).toEqual(scripts.sort());
});

test('it depends on nothing, and runs nothing when it is installed', () => {
  expect(manifest.dependencies).toBeUndefined();
  const inside = JSON.parse(readFileSync(at('node_modules/meniscus/package.json'), 'utf8'));
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(inside.scripts[script]).toBeUndefined();
});

test('publint and attw find nothing', async () => {
  const { messages } = await publint({ pkgDir: at('node_modules/meniscus'), pack: false });
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  await output(process.execPath, [attw, installed.tarball, '--profile', 'esm-only'], installed.folder);
});

describe.each(Object.entries(uses))('%s', (entry, use) => {
  test('in Node', async () => {
    expect(await output(process.execPath, [written(entry)], installed.folder)).toBe(expected(use));
  });

  test('bundled by esbuild', async () => {
    const outfile = at('bundled-by-esbuild.mjs');
    const { warnings, metafile } = await esbuild({
      entryPoints: [written(entry)],
      outfile,
      bundle: true,
      metafile: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    // of what only one host has, other bundlers warn or fail
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    // `<runtime>` is esbuild's own
    expect(imports.filter(({ external, path }) => external && path !== '<runtime>')).toEqual([]);
    expect(await output(process.execPath, [...anywhere, outfile], installed.folder)).toBe(expected(use));
  });

  test('bundled by vite', async () => {
    await vite({
      root: installed.folder,
      logLevel: 'silent',
      build: {
        outDir: 'bundled-by-vite',
        emptyOutDir: true,
        target: 'es2022',
        lib: { entry: written(entry), formats: ['es'], fileName: 'main' },
      },
    });
    const main = at('bundled-by-vite/main.js');
    expect(await output(process.execPath, [...anywhere, main], installed.folder)).toBe(expected(use));
  });
});

/** Packed pages that are also the repository's, with pages and pictures that are not packed, by links from its root. */
const frontPages = ['README.md', 'CHANGELOG.md', 'docs/README.md'];
/** What users do not get: a page that says how something is made or tested names it by its path in the repository. */
const unpacked = /^(assembly|examples|models|src|test|CONTRIBUTING\.md$|docs\/(architecture|extending)\.md$)/;

test('links between its pages lead to files that are packed', () => {
  const there = (path: string): boolean =>
    installed.files.some((file) => file === path || file.startsWith(`${path}/`));
  const broken = installed.files
    .filter((file) => file.endsWith('.md') && !frontPages.includes(file))
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)]
        .filter(([, target]) => !/^[a-z]+:/.test(target))
        .map(([, target]) => ({ page, path: posix.join(posix.dirname(page), target) })),
    )
    .filter(({ path }) => !unpacked.test(path) && !there(path));
  expect(broken, 'name the page without a link, or pack it').toEqual([]);
  for (const page of frontPages) expect(there(page), page).toBe(true);
});

test('types, as Node and as bundlers resolve them', async () => {
  const names = Object.keys(uses).map((entry) => entry.replace('.', 'meniscus'));
  const imports = names.map((name, i) => `import * as entry${i} from '${name}';`).join('\n');
  const source = `${imports}
import { load, loadSync, type Model, type Session } from 'meniscus';
const model: Model = await load('a.mns', { unfolds: 2 });
const session: Session = model.session({ missing: 'hold' });
export const y: Float32Array | Float64Array = session.step([1, 2], 0.1);
// @ts-expect-error a count is a number
await load('a.mns', { unfolds: 'two' });
// @ts-expect-error it takes no budget
loadSync(new Uint8Array(), { budget: '20us' });
export const all = [${names.map((_, i) => `entry${i}`)}];
`;
  writeFileSync(at('types.mts'), source);
  for (const module of ['nodenext', 'preserve']) {
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--module', module];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await output(process.execPath, [tsc, ...options, '--types', '', 'types.mts'], installed.folder);
  }
});

const workerd = fromPackage('@cloudflare/workerd-linux-64/bin/workerd');

test.skipIf(!present('the package in workerd', workerd))(
  'bundled for workerd, which compiles no bytes',
  async () => {
    const program = `${embedded}
    import { loadSync } from 'meniscus';
    export default { test() {
      const session = loadSync(blob).session();
      console.log([0, 1, 2].map((x) => session.step(new Float32Array(4).fill(x), 0.5)[0]).join(' '));
    } };`;
    writeFileSync(at('worker.mjs'), program);
    await esbuild({
      entryPoints: [at('worker.mjs')],
      outdir: at('worker'),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['workerd'],
      assetNames: '[name]',
      loader: { '.wasm': 'copy' },
      logLevel: 'silent',
    });
    writeFileSync(
      at('worker/config.capnp'),
      `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (services = [(name = "main", worker = (
      compatibilityDate = "2026-01-01",
      modules = [
        (name = "worker.js", esModule = embed "worker.js"),
        (name = "simd.wasm", wasm = embed "simd.wasm"),
      ],
    ))]);`,
    );
    expect(await output(workerd, ['test', '--no-verbose', 'config.capnp'], at('worker'))).toBe(
      `${outputs}\n`,
    );
  },
);

/** The installed command, as a program and its first arguments. */
function command(): string[] {
  const windows = process.platform === 'win32';
  const path = at(`node_modules/.bin/meniscus${windows ? '.cmd' : ''}`);
  expect(existsSync(path)).toBe(true);
  writeFileSync(at('model.mns'), blob);
  return windows ? ['cmd.exe', '/d', '/c', path] : [path];
}

test('the command', async () => {
  const [program, ...before] = command();
  const printed = await output(program, [...before, 'inspect', 'model.mns'], installed.folder);
  expect(printed).toContain('greenhouse');
});

test('the command draws, though its bundle has no parser of pages', async () => {
  const [program, ...before] = command();
  const data = join(root, 'examples/greenhouse.csv');
  const args = ['shrink', 'model.mns', '--data', data, '--tolerance', '30%', '-o', 'small.mns'];
  await output(program, [...before, ...args], installed.folder);
  const { frontier } = JSON.parse(readFileSync(at('small.mns.json'), 'utf8'));
  const circles = readFileSync(at('small.mns.svg'), 'utf8').match(/<circle/g) ?? [];
  expect(frontier.length).toBeGreaterThan(3);
  expect(circles.length).toBeGreaterThanOrEqual(frontier.length);
});

test('it takes no more than 2.5 MB of a disk', () => {
  console.log(
    `unpacked: ${installed.unpacked.toLocaleString('en')} bytes in ${installed.files.length} files`,
  );
  expect(installed.unpacked).toBeLessThanOrEqual(2_500_000);
});

test('what is packed is what users need', () => {
  for (const file of installed.files)
    expect(file).toMatch(
      /^(dist\/(?!amp|audit|bench-|example-|playground|shared-|site|worker\.)|build|docs\/(?!audit|performance|site)|README|CHANGELOG|SECURITY|THIRD-PARTY|LICENSE|package\.json)/,
    );
  for (const file of ['dist/runtime/simd.js', 'build/simd.wasm', 'docs/abi.md', 'LICENSE'])
    expect(installed.files).toContain(file);
});
