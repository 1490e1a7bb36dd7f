/** What follows after the last row: the model reads its own outputs. */
import type { Dataset } from '../../data/sequence.ts';
import type { Reading } from '../../format/reading.ts';
import { forecastErrors } from '../../measure/forecast.ts';
import { machinePredictor } from '../../measure/predictor.ts';
import { type Loop, runOn, unknownAhead } from '../../measure/run-on.ts';
import type { Model } from '../../runtime/index.ts';
import { purposeOf } from '../../shrink/held-out.ts';
import { sequencesFor, splitFor } from '../../train/parts.ts';
import { UsageError } from '../failure.ts';
import { forecastTable } from '../forecast-report.ts';
import type { Ended, Feed } from './feed.ts';
import type { RunArguments } from './flags.ts';
import type { Opened } from './open.ts';
import type { Sample } from './sample.ts';
import type { Predicted } from './score.ts';

/** Rows at the end of the data that have only what is known ahead: they are forecast, not read. */
export class Future {
  private readonly waiting = new Map<string, Sample[]>();

  /** @param readings the inputs that are measured */
  constructor(private readonly readings: readonly number[]) {}

  /** Passes on the samples that have a reading, and those before them. */
  async *without(samples: AsyncIterable<Sample>): AsyncGenerator<Sample, void, undefined> {
    for await (const sample of samples) {
      const queue = this.of(sample.recording);
      if (this.readings.every((i) => Number.isNaN(sample.input[i]))) queue.push(sample);
      else yield* [...queue.splice(0), sample];
    }
  }

  /** The samples of a recording after its last reading. */
  of(recording: string): Sample[] {
    let queue = this.waiting.get(recording);
    if (!queue) this.waiting.set(recording, (queue = []));
    return queue;
  }
}

/** @throws UsageError for a model that cannot go on by itself */
function loopOf(file: string, { inputs, sources }: Reading, { columns, labels, leads }: Predicted): Loop {
  const names = inputs ?? [];
  const known = names.filter((_, i) => (sources?.[i].lead ?? 0) > 0);
  const masked = sources?.flatMap(({ derived, column }) => (derived === 'missing' ? [column] : [])) ?? [];
  const loop = { inputs: names, outputs: columns, known, masked };
  const unknown = unknownAhead(loop);
  if (labels || leads.some((lead) => lead !== 1) || unknown.length > 0)
    throw new UsageError(
      `--forecast: ${file} cannot go on by itself, since ` +
        (unknown.length > 0
          ? `it reads ${unknown.map((name) => `"${name}"`).join(', ')} and does not predict ${unknown.length > 1 ? 'them' : 'it'}: `
          : 'it does not predict the next sample: ') +
        'train with --predict-next and without --target, or with --known for what is known ahead',
    );
  return loop;
}

/** A forecast behind the data. */
interface Forecast {
  readonly future: Future;
  /** Prints the forecast of a recording after its last sample. */
  onEnd(ended: Ended): Promise<void>;
  /** How forecasts over the last part of the data compare, if they were read whole. */
  score(): string[];
}

/** @throws UsageError for a model that cannot go on by itself */
export function forecastOf(
  args: RunArguments,
  model: Model,
  reading: Reading,
  predicted: Predicted | null,
  opened: Opened,
  { printer }: Feed,
): Forecast {
  const steps = args.forecast ?? 1;
  if (!predicted) throw new UsageError(`--forecast: ${args.model} does not name what it reads and predicts`);
  const loop = loopOf(args.model, reading, predicted);
  const measured = (reading.sources ?? []).flatMap(({ lead, derived }, i) =>
    lead === 0 && !derived ? [i] : [],
  );
  const future = new Future(measured);
  const { wanted, later, timeAfter, dataset } = opened;
  const dt = reading.interval ?? 1;
  const width = loop.outputs.length;
  return {
    future,
    async onEnd({ recording, session, last }) {
      const ahead = future.of(recording).slice(0, steps - 1);
      if (later.length > 0 && ahead.length < steps - 1)
        throw new UsageError(
          `--forecast ${steps} needs rows after the last reading with what is known ahead; there are enough for ${ahead.length + 1}`,
        );
      const step = (input: ArrayLike<number>, interval: number): Float64Array =>
        Float64Array.from(session.step(input, interval));
      const rows = runOn({ step }, loop, {
        last: Float64Array.from(last.y),
        steps,
        dt,
        future: Float64Array.from(ahead.flatMap(({ input }) => Array.from(input))),
      });
      const isSingle = last.y instanceof Float32Array;
      for (let k = 0; k < steps; k++) {
        const y = rows.subarray(k * width, (k + 1) * width);
        const cells = wanted.kept.map((name) => timeAfter(name, recording, (k + 1) * dt) ?? '');
        await printer.line(recording, cells, isSingle ? Float32Array.from(y) : y);
      }
    },
    score: () => (dataset && args.score ? scored(args.model, model, dataset, loop, steps) : []),
  };
}

/** Forecasts over the last part of the data, beside those of trivial predictors that know the first part. */
function scored(name: string, model: Model, dataset: Dataset, loop: Loop, steps: number): string[] {
  const { task, validation } = purposeOf(model);
  const parts = sequencesFor(splitFor(dataset, task, validation), task);
  const models = [{ name: `${name} in WebAssembly`, predictor: machinePredictor(model) }];
  return forecastTable(forecastErrors(models, parts, loop, steps)).split('\n');
}
