/**
 * The blobs of test/format/v1, v2 and v3: together those of a version have what came with it, and of version 1 that is every
 * operation in each of its forms, every activation, every kind of tensor in each of its types, and every cell. They were
 * chosen and written by this file when the version was frozen, and are never written again.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opNames, readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { hashOf } from '../../src/measure/output-hash.ts';
import { scalesInRow, weightTypes } from '../../src/quantise/types.ts';
import { type LoadOptions, loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { moduleOf } from '../interpreter/builds.ts';
import { blobsIn, type Named, ofSmallStates } from './blobs.ts';
import { everyOperation } from './every-operation.ts';

export const versions = [1, 2, 3] as const;
export type Version = (typeof versions)[number];

const folderOf = (version: Version): string => fileURLToPath(new URL(`v${version}`, import.meta.url));
const hashFile = (version: Version): string => join(folderOf(version), 'hashes.json');

/** Hashes of the outputs by blob; `integer` where a matrix is multiplied in integers, if the host asks for them. */
export type Hashes = Readonly<Record<string, { readonly outputs: string; readonly integer?: string }>>;

export const frozen = (version: Version): Named[] =>
  readdirSync(folderOf(version))
    .filter((file) => file.endsWith('.mns'))
    .sort()
    .map((file) => ({ name: file.slice(0, -4), blob: readFileSync(join(folderOf(version), file)) }));

export const hashes = (version: Version): Hashes =>
  existsSync(hashFile(version)) ? JSON.parse(readFileSync(hashFile(version), 'utf8')) : {};

/** What a blob has of the format, each in words. */
export function featuresOf(blob: Uint8Array): Set<string> {
  const { instructions, tensors } = readBlob(blob);
  return new Set([
    ...instructions.map(({ name, form }) => `${name}, form ${form}`),
    ...instructions.flatMap(({ activations }) =>
      activations.filter(Boolean).map((act) => `${opNames.get(act)} as activation`),
    ),
    ...tensors.map(({ kind, type }) => `${kind} in ${type}`),
    ...tensors.flatMap(({ type, columns }) => (scalesInRow(type, columns) > 1 ? ['scales in a row'] : [])),
  ]);
}

export const versionOf = (blob: Uint8Array): number => readBlob(blob).header.version;

/** What the frozen blobs of the versions up to one have. */
export const featuresUpTo = (version: number): Set<string> =>
  new Set(
    versions
      .filter((one) => one <= version)
      .flatMap((one) => frozen(one).flatMap(({ blob }) => [...featuresOf(blob)])),
  );

export const hashBy = (blob: Uint8Array, build: 'simd' | 'scalar', weights: LoadOptions['weights']): string =>
  hashOf(loadSync(blob, { interpreter: moduleOf(build), weights }));

export const hasLevels = (blob: Uint8Array): boolean =>
  readBlob(blob).tensors.some(({ kind }) => kind === 'levels');

/** Without what only people read, but names. */
function bare(blob: Uint8Array, name: string): Uint8Array {
  const { metadata, ...rest } = readBlob(blob);
  return writeBlob({ ...rest, metadata: { name, ...(metadata.ports ? { ports: metadata.ports } : {}) } });
}

/** Whether 1,000 steps with the inputs of the hash stay finite. */
function runs(blob: Uint8Array): boolean {
  try {
    hashBy(blob, 'simd', 'fast');
    return true;
  } catch (error) {
    if (error instanceof MeniscusError) return false;
    throw error;
  }
}

/** The blobs of every cell in every type of weights. */
export const candidates = (): Named[] =>
  weightTypes.flatMap((type) => blobsIn(type).map(({ name, blob }) => ({ name: `${name}, ${type}`, blob })));

/** The cell of a candidate, which counts as something that it has. */
const cellOf = (name: string): string => name.split(/[ ,]/)[0];

/**
 * Few and small blobs that have together what all have, by taking the one with the most that is new for its bytes; and the
 * one with every operation, those that the compiler does not write included.
 */
export function choose(version: Version): Named[] {
  const added = candidates().filter(({ blob }) => versionOf(blob) === version);
  const left = added.map(({ name, blob }) => ({
    name: name.replace(/[^\w]+/g, '-'),
    blob: bare(blob, name),
    features: featuresOf(blob).add(`the cell ${cellOf(name)}`),
  }));
  const chosen: Named[] =
    version === 3
      ? ofSmallStates().map(({ name, blob }) => ({ name: name.replaceAll(' ', '-'), blob: bare(blob, name) }))
      : [];
  const have = featuresUpTo((version - 1) as Version);
  for (;;) {
    const gain = ({ blob, features }: (typeof left)[number]) =>
      [...features].filter((feature) => !have.has(feature)).length / blob.length;
    left.sort((a, b) => gain(b) - gain(a));
    const [best] = left;
    if (!best || gain(best) === 0) break;
    left.shift();
    if (!runs(best.blob)) continue;
    chosen.push(best);
    for (const feature of best.features) have.add(feature);
  }
  return version === 1 ? [...chosen, { name: 'every-operation', blob: everyOperation() }] : chosen;
}

/**
 * Writes the blobs and their hashes.
 * @throws if there are any
 */
export function freeze(version: Version): void {
  const folder = folderOf(version);
  if (frozen(version).length > 0) throw new Error(`${folder} has blobs, which may never be written again`);
  const written: Record<string, Hashes[string]> = {};
  for (const { name, blob } of choose(version)) {
    writeFileSync(join(folder, `${name}.mns`), blob);
    const outputs = hashBy(blob, 'simd', 'fast');
    written[name] = hasLevels(blob) ? { outputs, integer: hashBy(blob, 'simd', 'integer') } : { outputs };
  }
  writeFileSync(hashFile(version), `${JSON.stringify(written, null, 2)}\n`);
}
