import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEADER_CRC } from '../../../assembly/layout.ts';
import { DataError } from '../../../src/check/data-error.ts';
import { recordings } from '../../../src/data/recordings.ts';
import { loadSync, MeniscusError } from '../../../src/runtime/index.ts';
import { heldOut, purposeOf } from '../../../src/shrink/held-out.ts';
import { sourceOf } from '../../../src/shrink/source.ts';
import { parseTable } from '../../../src/table/parse.ts';
import { called } from '../../cli/command-line.ts';
import { damageMetadata } from '../metadata.ts';
import { type Outcome, refusedBy, type Target, Violation } from '../target.ts';

const folder = mkdtempSync(join(tmpdir(), 'meniscus-fuzz-'));
const [blob, out] = ['blob.mns', 'out.safetensors'].map((name) => join(folder, name));

const ranges = ['--inputs=-1..1', '--dt', '0.1..1', '--work', '200000'];
const commands: readonly (readonly string[])[] = [
  ['inspect', blob],
  ['inspect', blob, '--json'],
  ['certify', blob, ...ranges, '-o', join(folder, 'certified.mns')],
  ['run', blob],
  ['export', blob, '-o', out],
];

/** What a terminal would obey, but for line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** The command line on a blob that the interpreter accepts, and what shrink asks of it first. */
async function check(bytes: Uint8Array): Promise<void> {
  const model = loadSync(bytes, { name: 'fuzz' });
  const names = Array.from({ length: model.inputs }, (_, i) => `c${i}`);
  const named = Array.isArray(model.metadata.inputs) ? model.metadata.inputs.map(String) : names;
  const rows = [1, 2, 3].map((x) => named.map((_, i) => x + i).join(','));
  const table = [named.map((name) => `"${name.replaceAll('"', '')}"`).join(','), ...rows].join('\n');
  writeFileSync(blob, bytes);
  const words = commands[bytes[HEADER_CRC] % commands.length];
  const { status, stdout, stderr } = await called(words, { input: table });
  const what = words.filter((word) => !word.startsWith(folder)).join(' ');
  if (/unexpected error|out of memory/.test(stderr))
    throw new Violation(`${what}: status ${status}: ${stderr.slice(0, 500)}`);
  const raw = obeyed.exec(stdout + stderr)?.[0];
  if (raw !== undefined) throw new Violation(`${what} prints U+${raw.codePointAt(0)?.toString(16)}`);
  refusedBy(
    () => {
      const data = recordings(parseTable(table, { file: 'fuzz.csv' }));
      sourceOf(bytes, heldOut(purposeOf(model), data, 'fuzz.csv'));
    },
    DataError,
    RangeError,
  );
}

/** The tools that read a blob's metadata, on blobs that run. */
export const tools: Target = {
  name: 'tools',
  inputs: 150,
  corpus: () =>
    readdirSync('models')
      .filter((name) => name.endsWith('.mns'))
      .map((name) => new Uint8Array(readFileSync(join('models', name)))),
  damage: damageMetadata,
  async run(bytes): Promise<Outcome> {
    try {
      loadSync(bytes, { name: 'fuzz' }).dispose();
    } catch (error) {
      if (error instanceof MeniscusError) return 'refused';
      throw error;
    }
    await check(bytes);
    return 'accepted';
  },
};
