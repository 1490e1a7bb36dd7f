/** Plays one model from one source, and takes what it plays along as a file. */
import { type Chain, chainOf, contextAt, gainOf, tell } from './graph.ts';
import type { Clock, FromWorklet, Load } from './messages.ts';
import type { Opened } from './opened.ts';
import { decoded, microphone, riffIn, type SoundFile, type SourceKind } from './sources.ts';

/** What the controls say. */
export interface Wish {
  readonly model: Opened;
  readonly source: SourceKind;
  readonly file: SoundFile | null;
  /** dB in front of the model and behind it. */
  readonly before: number;
  readonly after: number;
  readonly bypass: boolean;
}

interface Playing {
  readonly context: AudioContext;
  readonly chain: Chain;
  readonly stop: () => void;
}

export class Player {
  #playing: Playing | null = null;
  #clock: Clock = null;
  readonly #onLoad: (load: Load) => void;
  readonly #onRefused: (why: string) => void;

  constructor(onLoad: (load: Load) => void, onRefused: (why: string) => void) {
    this.#onLoad = onLoad;
    this.#onRefused = onRefused;
  }

  get context(): AudioContext | null {
    return this.#playing?.context ?? null;
  }

  /** Starts, in place of what played before. @throws an Error in words; then nothing plays */
  async play(wish: Wish): Promise<void> {
    await this.stop();
    const context = contextAt(
      wish.model,
      (sampleRate) => new AudioContext({ sampleRate, latencyHint: 'interactive' }),
    );
    try {
      const chain = await chainOf(context, wish.model, this.#clock);
      chain.node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => this.#hear(data);
      const stop = await connectSource(context, chain, wish);
      this.#playing = { context, chain, stop };
      this.change(wish);
      // a page may play only after a click
      await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 1000))]);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /** Follows the controls that need no new start. */
  change({ before, after, bypass }: Pick<Wish, 'before' | 'after' | 'bypass'>): void {
    if (!this.#playing) return;
    const { chain } = this.#playing;
    chain.before.gain.value = gainOf(before);
    chain.after.gain.value = gainOf(after);
    tell(chain.node, { kind: 'bypass', on: bypass });
  }

  /** Asks for the load since the last time. */
  ask(): void {
    if (this.#playing) tell(this.#playing.chain.node, { kind: 'read' });
  }

  /** Times calls by another clock. */
  measureBy(clock: Clock): void {
    this.#clock = clock;
    if (this.#playing) tell(this.#playing.chain.node, { kind: 'clock', clock });
  }

  async stop(): Promise<void> {
    if (!this.#playing) return;
    const { context, chain, stop } = this.#playing;
    this.#playing = null;
    stop();
    tell(chain.node, { kind: 'stop' });
    await context.close();
  }

  #hear(message: FromWorklet): void {
    if (message.kind === 'load') this.#onLoad(message.load);
    if (message.kind === 'refused') this.#onRefused(message.why);
  }
}

/** @returns ends the source */
async function connectSource(context: AudioContext, { before }: Chain, wish: Wish): Promise<() => void> {
  if (wish.source === 'microphone') {
    const stream = await microphone();
    context.createMediaStreamSource(stream).connect(before);
    return () => stream.getTracks().forEach((track) => void track.stop());
  }
  const source = new AudioBufferSourceNode(context, { buffer: await soundIn(context, wish), loop: true });
  source.connect(before);
  source.start();
  return () => source.stop();
}

async function soundIn(context: BaseAudioContext, { source, file }: Pick<Wish, 'source' | 'file'>) {
  if (source === 'riff') return riffIn(context);
  if (file === null) throw new Error('there is no sound file yet: choose one, or drop it on the page');
  return decoded(context, file);
}

/**
 * Renders the source once through the same worklet, as fast as it goes.
 * @returns channels, left and right
 * @throws an Error in words
 */
export async function rendered(wish: Wish): Promise<Float32Array[]> {
  const { model } = wish;
  if (wish.source === 'microphone')
    throw new Error('what the microphone hears has no end: choose another input to render');
  // its length is known only when it is decoded at the model's rate
  const probe = contextAt(model, (rate) => new OfflineAudioContext(2, 1, rate));
  const buffer = await soundIn(probe, wish);
  const frames = Math.ceil((buffer.length * model.rate) / buffer.sampleRate);
  const context = new OfflineAudioContext(2, frames, model.rate);
  const chain = await chainOf(context, model, null);
  chain.before.gain.value = gainOf(wish.before);
  chain.after.gain.value = gainOf(wish.after);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(chain.before);
  source.start();
  const result = await context.startRendering();
  return [0, 1].map((channel) => result.getChannelData(channel));
}
