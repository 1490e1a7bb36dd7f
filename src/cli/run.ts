import { whole } from '../check/rules.ts';
import { oneLine } from '../check/visible.ts';
import { type CsvRow, streamCsv } from '../data/csv.ts';
import { readNpy } from '../data/npy.ts';
import type { TimeColumn } from '../data/sequence.ts';
import { withTime } from '../data/time.ts';
import { FileError } from '../files/error.ts';
import { readBytes } from '../files/read.ts';
import { type Reading, readingOf } from '../format/reading.ts';
import type { Model, Outputs } from '../runtime/index.ts';
import { columns } from '../train/samples.ts';
import { checkStepWork, openBlob, stepWork } from './blob.ts';
import { RunColumns, sayTime } from './columns.ts';
import { command } from './command.ts';
import { isNpy, linesOf } from './data.ts';
import { names, number } from './flags/flag.ts';
import { time } from './flags/table.ts';
import { IntervalWatch } from './interval.ts';
import { Notes, type Terminal } from './terminal.ts';

export const run = command({
  name: 'run',
  description: 'Feed samples to a blob and print its predictions as they come',
  examples: [
    'meniscus run temp.mns < live.csv',
    'tail -f sensor.csv | meniscus run temp.mns --probe tau',
    'meniscus run next.mns recordings.npy > predictions.csv',
  ],
  positionals: {
    model: { help: 'Blob to run' },
    data: { help: 'CSV or NPY file; by default CSV from standard input', optional: true },
  },
  flags: {
    inputs: names({
      help: 'Columns to read, in the order of the inputs',
      otherwise: 'those that the model names',
    }),
    ...time,
    probe: names({ help: 'Probes to print beside the outputs, separated by commas' }),
    unfolds: number(whole(1), {
      help: 'Fewer substeps than the blob has: less work, different accuracy',
    }),
    work: stepWork,
  },
  async run(args, terminal) {
    const { stdin, stdout, console } = terminal;
    const { unfolds } = args;
    const { blob, model } = await openBlob(args.model, terminal.say, { ...(unfolds && { unfolds }) });
    checkStepWork(blob, args.model, args.work);
    const file = args.data ?? 'standard input';
    const reading = readingOf(model.metadata, model);
    const notes = new Notes(console);
    const feed: Feed = {
      notes,
      model,
      file,
      reading,
      columns: new RunColumns(notes, file, model.inputs, reading, args.inputs ?? [], args.time),
      steps: new Steps(file, reading, args.time === null, new IntervalWatch(notes, file, reading.interval)),
      printer: new Printer(stdout, model, args.probe ?? []),
    };
    const bytes = args.data === undefined ? null : await readBytes(args.data, 'table');
    if (bytes && isNpy(bytes)) await runNpy(feed, bytes);
    else await runCsv(feed, linesOf(bytes ? [bytes] : stdin, file));
    feed.steps.end();
    model.dispose();
  },
});

/** Source and destination of a run. */
interface Feed {
  readonly notes: Notes;
  readonly model: Model;
  readonly file: string;
  readonly reading: Reading;
  readonly columns: RunColumns;
  readonly steps: Steps;
  readonly printer: Printer;
}

/** The interval of each step. */
class Steps {
  private untimed = 0;

  constructor(
    private readonly file: string,
    private readonly reading: Reading,
    /** Whether the caller wants no time. Then each step takes the usual interval. */
    private readonly isCounted: boolean,
    private readonly watch: IntervalWatch,
  ) {}

  /**
   * @param given interval of the row; null at the first row of a recording, and without a time
   * @param isFirst whether the row is the first of a recording
   * @throws FileError at a second row without a time, if the model was trained with times
   */
  of(given: number | null, isFirst: boolean): number {
    if (given !== null) {
      this.watch.see(given);
      return given;
    }
    const { trained, interval } = this.reading;
    if (!isFirst) this.untimed++;
    if (this.untimed > 0 && trained === 'with times' && !this.isCounted)
      throw new FileError(
        `${this.file}: the model was trained with intervals, but there is no time column: name it with --time, ` +
          `or say --time none for steps of ${interval ?? 1}`,
      );
    return (trained === 'with times' ? interval : null) ?? 1;
  }

  end(): void {
    this.watch.judge();
  }
}

/** Recordings of an NPY file, each in a session of its own. */
async function runNpy({ notes, model, file, columns: chosen, steps, printer }: Feed, bytes: Uint8Array) {
  const all = readNpy(bytes, { file });
  const dataset = withTime(file, all, chosen.timeAmong(all.channels));
  const inputs = chosen.among(dataset.channels, dataset.time ?? null);
  const many = dataset.recordings.length > 1;
  notes.begin();
  await printer.header(many ? ['recording'] : []);
  for (const [index, recording] of dataset.recordings.entries()) {
    const session = model.session();
    const values = columns(recording, dataset.channels, inputs);
    // unrounded: the session refuses inputs that are too coarse for the model
    const rows = dataset.single ? Float32Array.from(values) : values;
    for (let t = 0; t < recording.length; t++) {
      const dt = steps.of(recording.dt?.[t] ?? null, t === 0);
      const y = session.step(rows.subarray(t * inputs.length, (t + 1) * inputs.length), dt);
      await printer.row(many ? [index] : [], y, session);
    }
    session.dispose();
  }
}

/** Rows of a CSV. Each is answered before the next is read. */
async function runCsv(
  { notes, model, file, columns: chosen, steps, printer }: Feed,
  lines: AsyncIterable<string> | Iterable<string>,
) {
  const session = model.session();
  let inputs: readonly string[] = [];
  let at: number[] = [];
  let header: Promise<void> | undefined;
  const input = new Float64Array(model.inputs);
  const options = {
    file,
    timeColumn: (all: readonly string[]) => chosen.timeAmong(all),
    columns: (all: readonly string[], time: TimeColumn | null) => {
      sayTime(notes, file, time);
      inputs = chosen.among(all, time);
      return inputs;
    },
  };
  const rows = streamCsv(lines, options, (channels) => {
    at = inputs.map((name) => channels.indexOf(name));
    notes.begin();
    header = printer.header([]);
  });
  let first = true;
  for await (const row of rows) {
    await header;
    at.forEach((column, i) => {
      input[i] = row.values[column];
    });
    await printer.row([], stepAt(session, input, steps.of(row.dt, first), file, row), session);
    first = false;
  }
}

function stepAt(
  session: ReturnType<Model['session']>,
  input: Float64Array,
  dt: number,
  name: string,
  row: CsvRow,
) {
  try {
    return session.step(input, dt);
  } catch (error) {
    throw new FileError(`${name}: line ${row.line}: ${(error as Error).message}`);
  }
}

/** Prints CSV to standard output, and waits for a slow reader. */
class Printer {
  private readonly names: readonly string[];
  private readonly buffers: readonly { readonly name: string; readonly values: Float32Array }[];

  constructor(
    private readonly stdout: Terminal['stdout'],
    model: Model,
    probes: readonly string[],
  ) {
    const session = model.session();
    this.buffers = probes.map((name) => ({ name, values: session.probe(name) }));
    session.dispose();
    const outputs = (model.metadata as { outputs?: string[] }).outputs;
    this.names =
      Array.isArray(outputs) && outputs.length === model.outputs
        ? outputs
        : Array.from({ length: model.outputs }, (_, i) => `y${i}`);
  }

  header(before: readonly string[]): Promise<void> {
    const probes = this.buffers.flatMap(({ name, values }) => Array.from(values, (_, i) => `${name}[${i}]`));
    return this.stdout.print([...before, ...this.names, ...probes].map(quoted).join(','));
  }

  row(before: readonly number[], y: Outputs, session: ReturnType<Model['session']>): Promise<void> {
    const cells = [...before, ...Array.from(y, y instanceof Float32Array ? shortest : Number)];
    for (const { name, values } of this.buffers)
      cells.push(...Array.from(session.probe(name, values), shortest));
    return this.stdout.print(cells.join(','));
  }
}

/** Writes a name as a cell of one line: escapes control characters for the terminal, quotes for CSV. */
function quoted(name: string): string {
  const cell = oneLine(name, 240);
  return /[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The shortest decimal number that reads back as the same f32. */
function shortest(x: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return short;
  }
  return Number(x.toPrecision(9));
}
