/**
 * What every host runs: each model for 1,000 steps, and the hash of its outputs; half of them from a snapshot of Node, and as a
 * stream. It asks nothing of the
 * host but `print`, and does not await in `runSync`; bundle.ts makes one script of it and the models.
 */
import { drawSequence, hashOf } from '../../src/measure/output-hash.ts';
import * as js from '../../src/runtime/entries/js.ts';
import * as relaxed from '../../src/runtime/entries/relaxed.ts';
import * as scalar from '../../src/runtime/entries/scalar.ts';
import * as simd from '../../src/runtime/entries/simd.ts';
import models from './models.ts';

export type Print = (line: string) => void;

const entries = { simd, scalar, js };
type Entry = keyof typeof entries;

export interface Selection {
  readonly builds?: readonly Entry[];
  /** Of models; all by default. */
  readonly names?: readonly string[];
  /** Instead of the entry's own: compiled, or as bytes. */
  readonly machines?: { readonly [build in Entry]?: simd.InterpreterSource };
}

/** base64 without the host's decoder, which worklets and bare engines lack. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, at = 0, bits = 0; i < text.length; i++) {
    bits = (bits << 6) | digits.indexOf(text[i]);
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}

/** The second half of the steps, in a session that goes on from a snapshot of another host, has to be that of the whole. */
function resume(model: simd.Model, elsewhere: Uint8Array): void {
  const { inputs, dt } = drawSequence(model);
  const half = dt.length / 2;
  const session = model.session();
  session.run(inputs.subarray(0, half * model.inputs), { dt: dt.subarray(0, half) });
  const own = session.snapshot();
  if (own.join() !== elsewhere.join()) throw new Error('the snapshot is not that of another host');
  const rest = inputs.subarray(half * model.inputs);
  const times = { dt: dt.subarray(half) };
  const expected = session.run(rest, times);
  const resumed = model.session();
  resumed.restore(elsewhere);
  if (resumed.run(rest, times).join() !== expected.join()) throw new Error('it does not go on as it was');
}

/** The steps as a Web Stream, where there are such; a worklet and bare engines have none. */
async function stream(model: simd.Model): Promise<void> {
  if (typeof ReadableStream !== 'function') return;
  const { inputs, dt } = drawSequence(model);
  const expected = model.run(inputs, { dt });
  let t = 0;
  const readings = new ReadableStream<simd.Reading>({
    pull(controller) {
      const input = inputs.subarray(t * model.inputs, (t + 1) * model.inputs);
      if (t === dt.length) controller.close();
      else controller.enqueue({ input, dt: dt[t++] });
    },
  });
  const reader = readings.pipeThrough(model.session().stream()).getReader();
  const outputs: number[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) outputs.push(...next.value);
  if (outputs.join() !== expected.join()) throw new Error('the stream gives other outputs');
}

/** What is run: the loaders, a blob, and the options it is loaded with. */
function* cases({ builds = ['simd', 'scalar'], names, machines }: Selection) {
  for (const build of builds)
    for (const [name, { model, snapshot }] of Object.entries(models)) {
      if (names && !names.includes(name)) continue;
      yield {
        title: `${name} ${build}`,
        entry: entries[build],
        blob: bytesOf(model),
        snapshot: bytesOf(snapshot),
        options: { interpreter: machines?.[build], name },
      };
    }
}

/** Prints `<model> <build> <hash>` for each, by `load`. */
export async function run(print: Print, selection: Selection = {}): Promise<void> {
  for (const { title, entry, blob, snapshot, options } of cases(selection)) {
    const model = await entry.load(blob, options);
    print(`${title} ${hashOf(model)}`);
    resume(model, snapshot);
    await stream(model);
  }
}

/** As `run`, by `loadSync` and without awaiting. */
export function runSync(print: Print, selection: Selection = {}): void {
  for (const { title, entry, blob, snapshot, options } of cases(selection)) {
    const model = entry.loadSync(blob, options);
    print(`${title} ${hashOf(model)}`);
    resume(model, snapshot);
  }
}

/** Prints `relaxed` and whether this host has that build, whose bits are its own: a self-test compares it with `simd`. */
export function runRelaxed(print: Print): void {
  try {
    for (const { model } of Object.values(models)) relaxed.loadSync(bytesOf(model));
    print('relaxed runs');
  } catch (error) {
    print(`relaxed: ${(error as Error).message}`);
  }
}
