import type { Readable, Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { oneLine, visible } from '../check/visible.ts';

/** A stream of a process, or a substitute. */
type Output = Writable & { readonly isTTY?: boolean };

/** Prints text. Only visible characters get through, wherever they came from. */
export class Screen {
  constructor(private readonly stream: Output) {}

  write(text: string): void {
    this.stream.write(visible(text));
  }

  /** Prints a line, and waits for a slow reader. */
  print(line: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.write(visible(`${line}\n`))) resolve();
      else this.stream.once('drain', resolve);
    });
  }

  /** The stream itself, to move the cursor; null for a file or a dumb terminal, which would show the codes. */
  get drawing(): Output | null {
    return this.stream.isTTY && process.env.TERM !== 'dumb' ? this.stream : null;
  }
}

/** Streams of a command: the process's own, or those of a caller in the same process. */
export class Terminal {
  stdout: Screen;
  readonly stderr: Screen;
  /** Prints lines to the two streams. */
  readonly console = {
    log: (text: string): void => this.stdout.write(`${text}\n`),
    error: (text: string): void => this.stderr.write(`${text}\n`),
  };
  /** Reports progress, or a problem that is no error. */
  readonly say = (text: string): void => this.console.error(`meniscus: ${oneLine(text)}`);
  /** The command's last line. */
  exitCode = 0;

  constructor(
    readonly stdin: Readable,
    stdout: Output,
    stderr: Output,
  ) {
    this.stdout = new Screen(stdout);
    this.stderr = new Screen(stderr);
  }

  /** Keeps standard output for a file: prints nothing else to it from now on. */
  freeStdout(): void {
    this.stdout = this.stderr;
  }
}

/**
 * Reports a command's assumptions on standard error. Holds them back until the work begins, so that a mistake stays one
 * line; from then on reports at once.
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
    private total: number,
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

  /**
   * @param note shown beside the count
   * @param total of now, if it has changed
   */
  update(done: number, note: string, total = this.total): void {
    this.total = total;
    if (this.bar) {
      this.bar.setTotal(total);
      this.bar.update(done, { note: oneLine(note) });
      return;
    }
    const line = Math.floor((10 * done) / total);
    if (line <= this.lastLine) return;
    this.lastLine = line;
    this.stderr.write(`${this.label} ${done}/${this.total} | ${note}\n`);
  }

  /** Prints a line above the bar. */
  say(line: string): void {
    this.stderr.drawing?.write('\r\u001b[K');
    this.stderr.write(`${line}\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}
