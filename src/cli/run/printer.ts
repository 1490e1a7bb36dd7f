import { oneLine } from '../../check/visible.ts';
import { likeliest } from '../../measure/metrics/classes.ts';
import type { Model, Outputs } from '../../runtime/index.ts';
import type { Terminal } from '../terminal.ts';

type Session = ReturnType<Model['session']>;

/** What a row of the output holds beside the prediction. */
export interface Printed {
  /** Whether each row names its recording. */
  readonly recordings: boolean;
  /** Names of the cells that are kept from the data. */
  readonly kept: readonly string[];
  readonly probes: readonly string[];
  /** Whether to print the probability of every class, not the name of the likeliest. */
  readonly probabilities: boolean;
}

/** Prints predictions as CSV to standard output, and waits for a slow reader. */
export class Printer {
  private readonly buffers: readonly { readonly name: string; readonly values: Float32Array }[];

  /**
   * @param names of the outputs
   * @param labels the names of the classes; null for a model of numbers
   * @throws MeniscusError for an unknown probe
   */
  constructor(
    private readonly stdout: Terminal['stdout'],
    model: Model,
    private readonly names: readonly string[],
    private readonly labels: { readonly column: string; readonly names: readonly string[] } | null,
    private readonly printed: Printed,
  ) {
    const session = model.session();
    this.buffers = printed.probes.map((name) => ({ name, values: session.probe(name) }));
    session.dispose();
  }

  header(): Promise<void> {
    const { recordings, kept } = this.printed;
    const probes = this.buffers.flatMap(({ name, values }) => Array.from(values, (_, i) => `${name}[${i}]`));
    const names = this.named ? [this.named.column] : this.names;
    const all = [...(recordings ? ['recording'] : []), ...kept, ...names, ...probes];
    return this.stdout.print(all.map(cell).join(','));
  }

  /** @param session read for the probes */
  row(recording: string, kept: readonly string[], y: Outputs, session: Session): Promise<void> {
    return this.line(recording, kept, y, this.probed(session));
  }

  /** The probes after the last step of a session, to print later. */
  probed(session: Session): number[] {
    return this.buffers.flatMap(({ name, values }) => Array.from(session.probe(name, values), shortest));
  }

  line(
    recording: string,
    kept: readonly string[],
    y: ArrayLike<number>,
    probes: readonly number[] = [],
  ): Promise<void> {
    const cells: (string | number)[] = [
      ...(this.printed.recordings ? [cell(recording)] : []),
      ...kept.map(cell),
      ...(this.named
        ? [cell(this.named.names[likeliest(y)])]
        : Array.from(y, y instanceof Float32Array ? shortest : Number)),
      ...probes,
    ];
    return this.stdout.print(cells.join(','));
  }

  private get named() {
    return this.printed.probabilities ? null : this.labels;
  }
}

/** Writes a text as a cell of one line: escapes control characters for the terminal, quotes for CSV. */
function cell(text: string): string {
  const shown = oneLine(text, 240);
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** The shortest decimal number that reads back as the same f32. */
function shortest(x: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return short;
  }
  return Number(x.toPrecision(9));
}
