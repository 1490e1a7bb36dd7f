/** Embeds WebAssembly in modules, so that neither the runtime nor the trainer needs a file beside it. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const root = new URL('../', import.meta.url);

/** The characters # to ~ but the backslash: none needs an escape in a literal, and a bundler prints them as they are. */
const SYMBOLS = 91;
/** So many of them stand for a byte; the last two begin a pair. */
const SINGLE = SYMBOLS - 2;
const symbol = (index) => String.fromCharCode(index + (index < 57 ? 35 : 36));

/** A text of bytes, to each of which `shift` is added so that those that are frequent take one character. */
function textOf(bytes, shift) {
  return Array.from(bytes, (byte) => {
    const value = (byte + shift) & 255;
    const above = value - SINGLE;
    return above < 0 ? symbol(value) : symbol(SINGLE + Math.floor(above / SYMBOLS)) + symbol(above % SYMBOLS);
  }).join('');
}

/**
 * Of all shifts the one whose text compresses best: to some 2 % more than the bytes themselves, where base64 takes 29 %
 * more. The text needs no decoder of the host.
 */
function bestShift(bytes) {
  const sizes = Array.from(
    { length: 256 },
    (_, shift) => gzipSync(textOf(bytes, shift), { level: 9 }).length,
  );
  return sizes.indexOf(Math.min(...sizes));
}

/** A module that exports a function `wasm`, which gives the bytes of the build. */
function moduleOf(build, bytes) {
  const shift = bestShift(bytes);
  return `/** Written by scripts/inline.js: build/${build}.wasm as text, which that file describes. */
const text =
  "${textOf(bytes, shift)}";

export function wasm(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(${bytes.length});
  for (let i = 0, at = 0; i < bytes.length; i++) {
    let code = text.charCodeAt(at++);
    let value = code < 92 ? code - 35 : code - 36;
    if (value >= ${SINGLE}) {
      code = text.charCodeAt(at++);
      value = ${SINGLE} + ${SYMBOLS} * (value - ${SINGLE}) + (code < 92 ? code - 35 : code - 36);
    }
    bytes[i] = value - ${shift};
  }
  return bytes;
}
`;
}

async function write(folder, file, text) {
  const generated = new URL(`${folder}/generated/`, root);
  await mkdir(generated, { recursive: true });
  await writeFile(new URL(file, generated), text);
}

/** Writes `<folder>/generated/<build>.ts` for each of the builds. */
export const inline = (folder, ...builds) =>
  Promise.all(
    builds.map(async (build) =>
      write(folder, `${build}.ts`, moduleOf(build, await readFile(new URL(`build/${build}.wasm`, root)))),
    ),
  );

/** Writes `<folder>/generated/scalar-js.ts`: the scalar build as JavaScript, a function `start` that makes one interpreter. */
export async function inlineJavaScript(folder) {
  const features = ['--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-nontrapping-float-to-int'];
  const arguments_ = ['node_modules/binaryen/bin/wasm2js', 'build/scalar.wasm', '-O', ...features];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  // it writes a function that makes an interpreter, calls it once, and exports what that gave
  const [body, exports] = stdout.split(/^var retasmFunc = /m);
  if (exports === undefined) throw new Error('wasm2js wrote another kind of module than it used to');
  await write(
    folder,
    'scalar-js.ts',
    `// @ts-nocheck\n/** Written by scripts/inline.js: build/scalar.wasm through wasm2js. */\nexport function start(): unknown {\n${body}\nreturn asmFunc({});\n}\n`,
  );
}
