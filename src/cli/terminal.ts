import type { Readable, Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { oneLine, visible } from '../check/visible.ts';

/** A stream of a process, or what stands for one. */
type Output = Writable & { readonly isTTY?: boolean };

/** Where text is printed: nothing that is written gets to it but what can be seen, wherever it came from. */
export class Screen {
  constructor(private readonly stream: Output) {}

  write(text: string): void {
    this.stream.write(visible(text));
  }

  /** A line; waits where its reader is slow. */
  print(line: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.write(visible(`${line}\n`))) resolve();
      else this.stream.once('drain', resolve);
    });
  }

  /** The stream itself, for what moves the cursor; null where that would leave its codes in a file, or on a dumb terminal. */
  get drawing(): Output | null {
    return this.stream.isTTY && process.env.TERM !== 'dumb' ? this.stream : null;
  }
}

/** What a command reads from and prints to: the process's own streams, or those of a caller in the same process. */
export class Terminal {
  stdout: Screen;
  readonly stderr: Screen;
  /** Lines to the two of them. */
  readonly console = {
    log: (text: string): void => this.stdout.write(`${text}\n`),
    error: (text: string): void => this.stderr.write(`${text}\n`),
  };
  /** A remark on what is done, or on what is wrong but no error. */
  readonly say = (text: string): void => this.console.error(`meniscus: ${oneLine(text)}`);
  /** What the command ends with. */
  exitCode = 0;

  constructor(
    readonly stdin: Readable,
    stdout: Output,
    stderr: Output,
  ) {
    this.stdout = new Screen(stdout);
    this.stderr = new Screen(stderr);
  }

  /** From now on nothing is printed to standard output: it carries a file. */
  freeStdout(): void {
    this.stdout = this.stderr;
  }
}

/**
 * What a command took for granted, on standard error. It waits until the work begins, so that a mistake stays one line; from
 * then on it is said at once.
 */
export class Notes {
  private waiting: string[] | null = [];

  constructor(private readonly console: Terminal['console']) {}

  readonly say = (text: string): void => {
    if (this.waiting) this.waiting.push(text);
    else this.console.error(`meniscus: ${oneLine(text)}`);
  };

  begin(): void {
    const said = this.waiting ?? [];
    this.waiting = null;
    for (const text of said) this.say(text);
  }
}

/** Shows how far a long run is: a bar on a terminal, about ten plain lines in a log. */
export class Progress {
  private readonly bar: SingleBar | null;
  private lastLine = -1;

  constructor(
    private readonly stderr: Screen,
    private readonly label: string,
    private readonly total: number,
    start = 0,
  ) {
    this.bar = stderr.drawing
      ? new SingleBar({
          format: `${oneLine(label)} {bar} {value}/{total} | {note} | {eta_formatted} left`,
          stream: stderr.drawing,
          hideCursor: true,
          clearOnComplete: false,
        })
      : null;
    this.bar?.start(total, start, { note: '' });
  }

  /** @param note what to show beside the count */
  update(done: number, note: string): void {
    if (this.bar) {
      this.bar.update(done, { note: oneLine(note) });
      return;
    }
    const line = Math.floor((10 * done) / this.total);
    if (line === this.lastLine) return;
    this.lastLine = line;
    this.stderr.write(`${this.label} ${done}/${this.total} | ${note}\n`);
  }

  /** A line above the bar. */
  say(line: string): void {
    this.stderr.drawing?.write('\r\u001b[K');
    this.stderr.write(`${line}\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}
