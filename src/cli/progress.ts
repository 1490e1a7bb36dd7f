import { SingleBar } from 'cli-progress';
import { oneLine } from '../check/visible.ts';
import type { Screen } from './terminal.ts';

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
