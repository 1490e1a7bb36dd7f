/** Files of PyTorch, NumPy and JSON with weights: damaged as a whole, and within archives whose checksums are right again. */
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import type { Random } from '../../../src/data/random.ts';
import { Archive } from '../../../src/import/archive/zip.ts';
import { ImportError, importModel } from '../../../src/import/index.ts';
import { damage } from '../../format/corrupt.ts';
import { rejectedBy, type Target } from '../target.ts';

const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(`test/golden/torch-files/${name}`));

/** Damages one entry, and packs the archive again. */
function within(bytes: Uint8Array, random: Random): Uint8Array {
  const archive = new Archive(bytes, 'fuzz.pth');
  const entries = Object.fromEntries(archive.names.map((name) => [name, archive.read(name)]));
  // where more can go wrong than a weight's value
  const likely = archive.names.filter((name) => /\.(pkl|py|npy)$/.test(name));
  const name = likely[random.integer(likely.length)];
  entries[name] = damage(entries[name], random).bytes;
  return zipSync(entries, { level: random.next() < 0.5 ? 0 : 6, mtime: '2020-01-01' });
}

const target = (name: string, files: readonly string[], more: Partial<Target> = {}): Target => ({
  name,
  inputs: 400,
  corpus: () => files.map(golden),
  run: (bytes) => rejectedBy(() => importModel(bytes, { file: 'fuzz' }), ImportError),
  ...more,
});

export const torchFiles: readonly Target[] = [
  target('torch', ['lstm-4-cuda.pth', 'gru-6-weight-norm.pth', 'gru-3x5-checkpoint.ckpt'], {
    damage: within,
  }),
  target('torch-legacy', ['gru-7-legacy-half.pt']),
  target('torchscript', ['amp-gru-6-traced.pt', 'policy-gru-5-scripted.pt'], { damage: within, inputs: 200 }),
  target('npz', ['gru-6-arrays.npz', 'gru-6-packed.npz'], { damage: within }),
  target('json-state-dict', ['gru-6-lists.json.model']),
];
