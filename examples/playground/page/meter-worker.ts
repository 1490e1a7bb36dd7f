/** The worker that times models, so that neither the page's drawing nor a training is in the times. */
import { meanSquaredError } from '../../../src/measure/baselines.ts';
import { loadSync, MeniscusError, type Model } from '../../../src/runtime/entries/simd.ts';
import { fillingOf } from './filling.ts';
import type { FromMeter, Point, Rate, ToMeter, Way } from './messages.ts';
import { fastestTold, held, RATES, TRIES, timeSteps, tryRate } from './meter.ts';

type Trade = Extract<ToMeter, { kind: 'trade' }>;
type Device = Extract<ToMeter, { kind: 'device' }>;

const say = (message: FromMeter): void => postMessage(message);
const now = (): number => performance.now();

/** Of a point of the trade-off in a round, of the histogram, and of a try of one rate of the loop. */
const MILLISECONDS = { point: 15, times: 1000, rate: 250 };
/** Ways are timed in turns: what the host did meanwhile counts once. */
const ROUNDS = 3;

function open(blob: Uint8Array, { weights, unfolds }: Way): Model {
  return loadSync(blob, { weights, ...(unfolds > 0 && { unfolds }) });
}

/** A step of a session of its own, over the rows of a sequence again and again. */
function stepper(
  model: Model,
  { inputs, dt, length }: { inputs: Float64Array; dt?: Float64Array | null; length: number },
): () => void {
  const session = model.session(fillingOf(model));
  const rows = Array.from({ length }, (_, t) => {
    const row = inputs.slice(t * model.inputs, (t + 1) * model.inputs);
    // single precision may be too coarse for data far from 0
    return model.origins ? row : Float32Array.from(row);
  });
  let t = 0;
  return () => {
    if (t === length) {
      t = 0;
      session.reset();
    }
    try {
      session.step(rows[t], dt ? dt[t] : 1);
    } catch {
      // a model that grows without bound takes as long as any other
      session.reset();
    }
    t++;
  };
}

/** Infinite where a step leaves the finite numbers. */
function errorOf(model: Model, sequences: Trade['sequences']): number {
  try {
    const outputs = sequences.map(({ inputs, dt }) =>
      model.run(inputs, { dt: dt ?? 1, ...fillingOf(model) }),
    );
    return meanSquaredError(outputs, sequences);
  } catch (error) {
    if (error instanceof MeniscusError && error.code === 'result') return Infinity;
    throw error;
  }
}

function pointOf(model: Model, way: Way, sequences: Trade['sequences']): Point {
  const mse = sequences[0].targets.length > 0 ? errorOf(model, sequences) : null;
  const times = timeSteps(stepper(model, sequences[0]), now, MILLISECONDS.point).times.sort();
  return { ...way, mse, nanoseconds: times[times.length >> 1] };
}

/** A later request of a kind ends an earlier one; those of another kind wait. */
const latest = { trade: 0, device: 0 };
let queue = Promise.resolve();
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function trade({ id, blobs, ways, sequences }: Trade): Promise<void> {
  const models = ways.map((way) => ({ way, model: open(blobs[way.type]!, way), nanoseconds: Infinity }));
  for (let round = 0; round < ROUNDS; round++, models.reverse())
    for (const one of models) {
      const point = pointOf(one.model, one.way, sequences);
      one.nanoseconds = Math.min(one.nanoseconds, point.nanoseconds);
      say({ kind: 'point', id, point: { ...point, nanoseconds: one.nanoseconds } });
      await turn();
      if (id !== latest.trade) return;
    }
  for (const { model } of models) model.dispose();
  say({ kind: 'traded', id });
}

async function device({ id, blob, way, sequence }: Device): Promise<void> {
  const model = open(blob, way);
  const step = stepper(model, sequence);
  const times = timeSteps(step, now, MILLISECONDS.times);
  say({ kind: 'times', id, ...times });
  let before = false;
  let stopped: 'missed' | 'clock' | 'end' = 'end';
  for (const hertz of RATES) {
    await turn();
    if (id !== latest.device) return;
    if (hertz > fastestTold(times.resolution)) {
      stopped = 'clock';
      break;
    }
    const tries: Rate[] = [];
    do tries.push(tryRate(step, now, hertz, MILLISECONDS.rate));
    while (tries.length < TRIES && !held(tries[tries.length - 1]));
    const rate = tries.reduce((a, b) => (b.missed < a.missed ? b : a));
    say({ kind: 'rate', id, rate });
    // one rate may be unlucky, two in a row are not
    const failed = !held(rate);
    if (failed && before) {
      stopped = 'missed';
      break;
    }
    before = failed;
  }
  model.dispose();
  say({ kind: 'measured', id, stopped });
}

async function measure(request: ToMeter): Promise<void> {
  if (request.id !== latest[request.kind]) return;
  try {
    await (request.kind === 'trade' ? trade(request) : device(request));
  } catch (error) {
    say({ kind: 'failed', id: request.id, message: (error as Error).message });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToMeter>) => {
  latest[data.kind] = data.id;
  queue = queue.then(() => measure(data));
});
