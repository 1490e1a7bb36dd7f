/** Garbage collections of this process, which are our own doing and not the host's. */
import { PerformanceObserver } from 'node:perf_hooks';

export class Collections {
  private count = 0;
  private readonly observer = new PerformanceObserver((list) => {
    this.count += list.getEntries().length;
  });

  constructor() {
    this.observer.observe({ entryTypes: ['gc'] });
  }

  /** Those since the last call. The engine reports them only once the loop has ended. */
  async take(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const { count } = this;
    this.count = 0;
    return count;
  }

  stop(): void {
    this.observer.disconnect();
  }
}
