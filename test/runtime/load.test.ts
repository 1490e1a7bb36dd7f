import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as simd from '../../src/runtime/entries/simd.ts';
import { load, loadSync, type Source } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { bytesOf as machineBytes } from '../interpreter/builds.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const plan = leakyIntegrator(0.5, 4);
const bytes = assemble(plan);
const inputs = [1, -2, 3, 0.5];
const expected = loadSync(bytes).run(inputs);
const folder = temporary();
const file = join(folder, 'model.mns');
const server = createServer((request, response) => {
  if (request.url === '/model.mns') response.end(bytes);
  else if (request.url === '/page.mns') response.end('<!doctype html>\n<title>Welcome</title>');
  else response.writeHead(404).end('<h1>Not Found</h1>');
});
let site = '';
const dataUrl = (content: Uint8Array): string =>
  `data:application/octet-stream;base64,${Buffer.from(content).toString('base64')}`;

beforeAll(async () => {
  writeFileSync(file, bytes);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

test('a model loads the same from every source', async () => {
  const unaligned = new Uint8Array(bytes.length + 3).subarray(3);
  unaligned.set(bytes);
  const sources: Source[] = [
    bytes,
    unaligned,
    Buffer.from(bytes),
    bytes.slice().buffer as ArrayBuffer,
    file,
    pathToFileURL(file),
    pathToFileURL(file).href,
    `${site}/model.mns`,
    new URL('/model.mns', site),
    new Response(bytes.slice()),
    await fetch(`${site}/model.mns`),
    dataUrl(bytes),
    new File([bytes.slice()], 'chosen.mns'),
  ];
  for (const source of sources) expect((await load(source)).run(inputs)).toEqual(expected);
});

test('the bytes are copied: changing them afterwards changes nothing', () => {
  const mine = bytes.slice();
  const model = loadSync(mine);
  mine.fill(0);
  expect(model.run(inputs)).toEqual(expected);
});

test('what cannot be read says why', async () => {
  const faults: [Source, string][] = [
    [join(folder, 'absent.mns'), 'ENOENT'],
    [`${site}/absent.mns`, 'absent.mns: the model cannot be read: the server answered 404 Not Found'],
    [
      await fetch(`${site}/absent.mns`),
      'absent.mns: the model cannot be read: the server answered 404 Not Found',
    ],
    [
      `${site}/page.mns`,
      'page.mns: this is a web page ("<!doctype html> <title>Welcome</title>"), not a model',
    ],
    [new File(['<p>'], 'chosen.mns'), 'chosen.mns: this is a web page'],
    [dataUrl(bytes.subarray(0, 90)), 'model: '],
    ...[7, undefined, [1, 2], fetch(`${site}/model.mns`)].map((no): [Source, string] => [
      no as unknown as Source,
      'load() takes bytes, a URL, a path, a file, or a response that was awaited',
    ]),
  ];
  for (const [source, message] of faults) {
    await expect(load(source)).rejects.toThrow(message);
    await expect(load(source)).rejects.toMatchObject({ name: 'MeniscusError' });
  }
  await expect(load(join(folder, 'absent.mns'), { name: undefined })).rejects.toThrow(/^absent\.mns: /);
  expect(() => loadSync('model.mns' as unknown as Uint8Array)).toThrow(
    'a Uint8Array or an ArrayBuffer is needed here',
  );
});

test('the interpreter can be given, as a module or as bytes', async () => {
  const interpreter = await WebAssembly.compile(machineBytes('scalar'));
  expect(loadSync(bytes, { interpreter }).run(inputs)).toEqual(expected);
  expect((await load(bytes, { interpreter })).run(inputs)).toEqual(expected);
  expect((await load(bytes, { interpreter: machineBytes('simd') })).run(inputs)).toEqual(expected);
  expect(loadSync(bytes, { interpreter: machineBytes('simd') }).run(inputs)).toEqual(expected);
  // a module of another realm
  const context = createContext({ bytes: machineBytes('simd') });
  const foreign = runInContext('new WebAssembly.Module(bytes)', context);
  expect(foreign).not.toBeInstanceOf(WebAssembly.Module);
  expect(loadSync(bytes, { interpreter: foreign }).run(inputs)).toEqual(expected);
});

test('what is given and is not the interpreter is refused with what would be', async () => {
  const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  expect(() => loadSync(bytes, { interpreter: empty })).toThrow(
    'the WebAssembly module is not the interpreter: pass meniscus/wasm/simd.wasm',
  );
  for (const no of [Uint8Array.of(1, 2, 3), 'simd.wasm', WebAssembly.compile(machineBytes('simd')), {}]) {
    const interpreter = no as Uint8Array<ArrayBuffer>;
    const refusal = {
      code: 'interpreter',
      message: expect.stringMatching(
        /^the interpreter was not compiled .*: pass meniscus\/wasm\/simd\.wasm, as a module or as bytes$/,
      ),
    };
    expect(() => loadSync(bytes, { interpreter })).toThrow(expect.objectContaining(refusal));
    await expect(load(bytes, { interpreter })).rejects.toMatchObject(refusal);
  }
});

test('where there is no memory for another machine, that is what is said', () => {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = (() => {
    throw new RangeError('Out of memory');
  }) as unknown as typeof Instance;
  try {
    expect(() => loadSync(bytes)).toThrow(expect.objectContaining({ code: 'memory' }));
  } finally {
    WebAssembly.Instance = Instance;
  }
});

test('a model says what it is and what it needs', () => {
  const model = loadSync(assemble(elman(6)));
  expect([model.inputs, model.outputs, model.probes]).toEqual([17, 6, []]);
  expect(loadSync(bytes).metadata).toMatchObject({ name: 'leaky integrator' });
  const { residentBytes, sessionBytes, wasmBytes } = model.memory;
  expect(sessionBytes).toBeGreaterThanOrEqual(elman(6).arenaBytes + elman(6).state.bytes);
  expect(residentBytes).toBeGreaterThan(4 * 6 * 23);
  expect(wasmBytes).toBeGreaterThanOrEqual(residentBytes);
});

test('metadata is information only: without it or with a broken one a model runs', () => {
  const nameless = { ...plan, ports: plan.ports.map(({ name: _, ...port }) => port) };
  expect(loadSync(assemble(nameless)).probes).toEqual(['5']);
  expect(loadSync(assemble(nameless)).run(inputs)).toEqual(expected);
});

test('unfolds can be lowered, not raised', () => {
  expect(() => loadSync(bytes, { unfolds: 9, name: 'a.mns' })).toThrow(
    'a.mns: unfolds can only be lowered: got 9, the model has 4',
  );
  for (const unfolds of [0, -1, 1.5, Number.NaN]) {
    expect(() => loadSync(bytes, { unfolds })).toThrow(`unfolds must be an integer ≥ 1, got ${unfolds}`);
  }
});

test('the runtime imports nothing but the layout and the checks', () => {
  const runtime = new URL('../../src/runtime/', import.meta.url);
  const files = readdirSync(runtime).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(5);
  for (const name of files) {
    const text = readFileSync(new URL(name, runtime), 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export)[^;]*? from '([^']+)'/gm)) {
      expect(from).toMatch(
        /^\.\/[\w/-]+\.ts$|^\.\.\/check\/\w+\.ts$|^\.\.\/\.\.\/assembly\/(layout|weight-types)\.ts$/,
      );
    }
  }
  for (const shared of ['layout', 'weight-types'])
    expect(readFileSync(new URL(`../../assembly/${shared}.ts`, import.meta.url), 'utf8')).not.toMatch(
      /^import/m,
    );
});

test('an option with a value that there is not says what there is', async () => {
  expect(() => loadSync(bytes, { build: 'mmx' as never })).toThrow(/choose one of simd, scalar, relaxed/);
  expect(() => loadSync(bytes, { weights: 'tiny' as never })).toThrow(/weights must be fast, small, integer/);
  for (const budget of ['', 0, null]) {
    const options = { budget: budget as string, name: 'a.mns' };
    await expect(load(bytes, options)).rejects.toThrow(/budget must be a time with its unit/);
    await expect(simd.load(bytes, options)).rejects.toThrow(/budget must be a time with its unit/);
    expect(() => simd.loadSync(bytes, options)).toThrow('loadSync() takes no budget');
  }
});
