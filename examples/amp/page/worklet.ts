/** The whole script of the worklet: a processor around an engine. */
import { Engine } from './engine.ts';
import { type FromWorklet, PROCESSOR, type ProcessorOptions, type ToWorklet } from './messages.ts';

class AmpProcessor extends AudioWorkletProcessor {
  #engine: Engine | null = null;
  #alive = true;
  #isTold = false;

  constructor({ processorOptions }: { readonly processorOptions: ProcessorOptions }) {
    super();
    try {
      this.#engine = new Engine(processorOptions);
      this.#say({ kind: 'ready' });
    } catch (error) {
      this.#say({ kind: 'failed', why: (error as Error).message });
    }
    // in turns with process, never within it
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => this.#hear(data);
  }

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    this.#engine?.process(input, output);
    return this.#alive;
  }

  #hear(message: ToWorklet): void {
    const engine = this.#engine;
    if (message.kind === 'stop') this.#alive = false;
    if (engine === null) return;
    if (message.kind === 'bypass') engine.bypass = message.on;
    if (message.kind === 'clock') engine.timing.use(message.clock);
    if (message.kind === 'read') {
      this.#say({ kind: 'load', load: engine.timing.read(engine.refused) });
      engine.refused = 0;
      if (engine.why !== null && !this.#isTold) this.#say({ kind: 'refused', why: engine.why });
      this.#isTold = engine.why !== null;
    }
  }

  #say(message: FromWorklet): void {
    this.port.postMessage(message);
  }
}

registerProcessor(PROCESSOR, AmpProcessor);
