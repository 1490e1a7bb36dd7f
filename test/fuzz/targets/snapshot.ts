import { crc32 } from '../../../src/format/crc.ts';
import { loadSync, MeniscusError } from '../../../src/runtime/index.ts';
import { type Outcome, refusedBy, type Target, Violation } from '../target.ts';
import { blobs } from './blob.ts';

/** Models of the corpus that step, each with a snapshot after a few steps. */
const models = blobs()
  .slice(0, 12)
  .map((blob, i) => loadSync(blob, { name: `snapshot ${i}` }));
const started = models.map((model) => {
  const session = model.session();
  for (let t = 0; t < 4; t++)
    session.step(
      Array.from({ length: model.inputs }, (_, j) => Math.sin(t + j)),
      0.5,
    );
  return session.snapshot();
});

/** A snapshot's bytes after the number of the model it is for. */
const tagged = (index: number, bytes: Uint8Array): Uint8Array => Uint8Array.from([index, ...bytes]);

export const snapshot: Target = {
  name: 'snapshot',
  corpus: () => started.map((bytes, i) => tagged(i, bytes)),
  damage(bytes, random) {
    const copy = bytes.slice();
    const body = copy.subarray(1);
    for (let i = random.integer(3); i >= 0; i--) body[random.integer(body.length)] = random.integer(256);
    if (random.next() < 0.8 && body.length >= 40)
      new DataView(copy.buffer, 1).setUint32(body.length - 4, crc32(body.subarray(0, -4), body.length), true);
    return copy;
  },
  run(bytes): Outcome {
    const model = models[(bytes[0] ?? 0) % models.length];
    const session = model.session();
    const before = session.snapshot();
    const outcome = refusedBy(() => session.restore(bytes.slice(1)), MeniscusError);
    if (outcome === 'refused' && String(session.snapshot()) !== String(before))
      throw new Violation('a snapshot that was refused changed the session');
    const input = Array.from({ length: model.inputs }, () => 0.5);
    refusedBy(() => {
      if (!session.step(input, 0.5).every(Number.isFinite))
        throw new Violation('a step gives what is not finite');
    }, MeniscusError);
    session.dispose();
    return outcome;
  },
};
