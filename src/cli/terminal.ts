import { Console } from 'node:console';
import type { Readable, Writable } from 'node:stream';

/** Standard error; a progress bar is drawn where it is a terminal. */
export type ErrorStream = Writable & { readonly isTTY?: boolean };

/** What a command reads from and prints to: the process's own streams, or those of a caller in the same process. */
export class Terminal {
  readonly console: Console;
  /** What the command ends with. */
  exitCode = 0;

  constructor(
    readonly stdin: Readable,
    readonly stdout: Writable,
    readonly stderr: ErrorStream,
  ) {
    this.console = new Console({ stdout, stderr });
  }
}
