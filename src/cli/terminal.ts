import type { Readable, Writable } from 'node:stream';
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
