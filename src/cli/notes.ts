import { oneLine } from '../check/visible.ts';
import type { Terminal } from './terminal.ts';

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
