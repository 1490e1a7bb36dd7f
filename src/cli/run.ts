import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { meant } from '../check/nearest.ts';
import { oneLine } from '../check/visible.ts';
import { type CsvRow, streamCsv } from '../data/csv.ts';
import { loadSync, type Model, type Outputs } from '../runtime/index.ts';
import { columns } from '../train/task.ts';
import { command } from './command.ts';
import { FileError, readBytes, readData } from './files.ts';
import type { Terminal } from './terminal.ts';
import { list, number } from './usage.ts';

export const run = command({
  name: 'run',
  description: 'Feed a blob with samples, print its predictions as they come',
  examples: [
    'meniscus run temp.mns < live.csv',
    'tail -f sensor.csv | meniscus run temp.mns --probe tau',
    'meniscus run next.mns recordings.npy > predictions.csv',
  ],
  args: {
    model: { type: 'positional', required: true, description: 'Blob to run' },
    data: {
      type: 'positional',
      required: false,
      description: 'CSV or NPY file; by default CSV from standard input',
    },
    time: {
      type: 'string',
      description: 'Column with the time; by default time, timestamp or t',
      valueHint: 'NAME',
    },
    probe: {
      type: 'string',
      description: 'Probes to print beside the outputs, by comma',
      valueHint: 'NAMES',
    },
    unfolds: { type: 'string', description: 'Fewer substeps than the blob has: less work, another accuracy' },
  },
  async run(args, { stdin, stdout }) {
    const unfolds =
      args.unfolds === undefined ? undefined : number('unfolds', args.unfolds, { least: 1, whole: true });
    const model = loadSync(await readBytes(args.model, 'blob'), {
      name: args.model,
      ...(unfolds && { unfolds }),
    });
    const probes = list(args.probe);
    const printer = new Printer(stdout, model, probes);
    if (args.data !== undefined && extname(args.data).toLowerCase() === '.npy') {
      const dataset = await readData(args.data);
      const inputs = inputNames(model, dataset.channels, args.data);
      const many = dataset.recordings.length > 1;
      await printer.header(many ? ['recording'] : []);
      for (const [index, recording] of dataset.recordings.entries()) {
        const session = model.session();
        const rows = columns(recording, dataset.channels, inputs, 0, recording.length);
        for (let t = 0; t < recording.length; t++) {
          const y = session.step(rows.subarray(t * inputs.length, (t + 1) * inputs.length));
          await printer.row(many ? [index] : [], y, session);
        }
        session.dispose();
      }
    } else {
      await stream(model, printer, args.data ?? stdin, args.time);
    }
    model.dispose();
  },
});

/** Rows of a CSV, each answered before the next is asked for. */
async function stream(
  model: Model,
  printer: Printer,
  source: string | Terminal['stdin'],
  time: string | undefined,
) {
  const name = typeof source === 'string' ? source : 'standard input';
  const lines =
    typeof source === 'string'
      ? new TextDecoder().decode(await readBytes(source, 'table')).split(/\r?\n/)
      : createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
  const session = model.session();
  const { timed, interval } = model.metadata as { timed?: boolean; interval?: number };
  let at: number[] = [];
  let header: Promise<void> | undefined;
  const input = new Float64Array(model.inputs);
  let first = true;
  const rows = streamCsv(
    lines,
    { file: name, ...(time !== undefined && { timeColumn: time }) },
    (channels) => {
      at = inputNames(model, channels, name).map((channel) => channels.indexOf(channel));
      header = printer.header([]);
    },
  );
  for await (const row of rows) {
    await header;
    const dt = row.dt ?? (timed ? interval : undefined);
    if (timed && !first && row.dt === null)
      throw new FileError(
        `${name}: the model was trained with intervals, but there is no time column: name it with --time`,
      );
    first = false;
    at.forEach((column, i) => {
      input[i] = row.values[column];
    });
    await printer.row([], stepAt(session, input, dt ?? 1, name, row), session);
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

/** The channels that the model reads, in its order. @throws FileError for one that the data lack */
function inputNames(model: Model, channels: readonly string[], file: string): readonly string[] {
  const names = (model.metadata as { inputs?: string[] }).inputs;
  if (!Array.isArray(names) || names.length !== model.inputs) {
    if (channels.length === model.inputs) return channels;
    throw new FileError(`${file}: has ${channels.length} columns, but the model reads ${model.inputs}`);
  }
  for (const name of names)
    if (!channels.includes(name))
      throw new FileError(
        `${file}: column "${name}", which the model reads, is missing${meant(name, channels)}`,
      );
  return names;
}

/** Prints CSV to standard output and waits where its reader is slow. */
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

/** A name as a cell of one line: what a terminal would obey is escaped, what CSV would is quoted. */
function quoted(name: string): string {
  const cell = oneLine(name, 240);
  return /[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The shortest decimal number that f32 reads back as the same. */
function shortest(x: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return short;
  }
  return Number(x.toPrecision(9));
}
