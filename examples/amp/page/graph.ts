/** The audio graph around the worklet, for the loudspeaker and for a file alike. */
import {
  type Clock,
  type FromWorklet,
  PROCESSOR,
  type ProcessorOptions,
  type ToWorklet,
} from './messages.ts';
import type { Opened } from './opened.ts';

export interface Chain {
  /** Where sound goes in, and the gains in front of and behind the model. */
  readonly before: GainNode;
  readonly node: AudioWorkletNode;
  readonly after: GainNode;
}

/** The page's interpreter, compiled once and handed to every worklet. */
let compiled: Promise<WebAssembly.Module> | undefined;

async function interpreter(): Promise<WebAssembly.Module> {
  const bytes = await (await fetch('simd.wasm')).arrayBuffer();
  return WebAssembly.compile(bytes);
}

/**
 * Makes gain → model → gain, connected to the context's destination.
 * @throws an Error with the model's name if it does not run in the worklet
 */
export async function chainOf(
  context: BaseAudioContext,
  { name, blob }: Opened,
  clock: Clock,
): Promise<Chain> {
  compiled ??= interpreter();
  const processorOptions: ProcessorOptions = {
    ...{ module: await compiled, blob, clock },
    rate: context.sampleRate,
  };
  await context.audioWorklet.addModule('worklet.js');
  const node = new AudioWorkletNode(context, PROCESSOR, {
    // mono goes to both sides, and a model runs on each
    ...{ channelCount: 2, channelCountMode: 'explicit', outputChannelCount: [2] },
    processorOptions,
  });
  const first = await answer(node);
  if (first.kind === 'failed') throw new Error(`${name}: ${first.why}`);
  const [before, after] = [new GainNode(context), new GainNode(context)];
  before.connect(node).connect(after).connect(context.destination);
  return { before, node, after };
}

const answer = (node: AudioWorkletNode): Promise<FromWorklet> =>
  new Promise((resolve) => {
    node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => resolve(data);
    node.onprocessorerror = () => resolve({ kind: 'failed', why: 'the worklet does not start' });
  });

export const tell = (node: AudioWorkletNode, message: ToWorklet): void => node.port.postMessage(message);

/** Linear gain of decibels; exactly 1 at 0. */
export const gainOf = (decibels: number): number => 10 ** (decibels / 20);

/**
 * Opens a context at the model's own rate.
 * @throws an Error that says why there is none: another rate would change the length of the model's memory
 */
export function contextAt<C extends BaseAudioContext>({ name, rate }: Opened, make: (rate: number) => C): C {
  const refused = (why: string): Error =>
    new Error(
      `${name}: is for ${rate.toLocaleString('en')} Hz, and this browser plays no sound at that rate (${why}); ` +
        'at another rate the model would be another',
    );
  let context: C;
  try {
    context = make(rate);
  } catch (error) {
    throw refused((error as Error).message);
  }
  if (context.sampleRate !== rate) throw refused(`it opened ${context.sampleRate} Hz instead`);
  return context;
}
