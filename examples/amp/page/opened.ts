/** A file that somebody chose, made into a model that the worklet can play. */
import { loadSync } from '../../../src/runtime/entries/simd.ts';

/** Samples a second of a model whose file gives none. */
export const USUAL_RATE = 48_000;

/** Silence that a NAM player runs through a model before the first sound, in seconds. */
const NAM_SILENCE = 0.5;

export interface Opened {
  readonly name: string;
  readonly blob: Uint8Array;
  /** Samples a second, and whether the file says so. */
  readonly rate: number;
  readonly isRateKnown: boolean;
  /** What was found, for people. */
  readonly layers: readonly string[];
  readonly parameters: number | null;
  /** What was assumed, or folded. */
  readonly notes: readonly string[];
}

/**
 * Opens a blob, or imports a file of another library.
 * @throws an Error in one line that begins with the file's name
 */
export async function open(name: string, bytes: Uint8Array): Promise<Opened> {
  let opened: Opened;
  try {
    opened = isBlob(bytes) ? fromBlob(name, bytes) : await imported(name, bytes);
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith(name) ? error : new Error(`${name}: ${message}`, { cause: error });
  }
  const { inputs, outputs } = loadSync(opened.blob, { name });
  if (inputs !== 1 || outputs !== 1)
    throw new RangeError(
      `${name}: has ${inputs} inputs and ${outputs} outputs; this page plays models of one input and one output`,
    );
  return opened;
}

/** By the four bytes that begin each blob. */
const isBlob = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'MNSC';

function fromBlob(name: string, blob: Uint8Array): Opened {
  const { metadata } = loadSync(blob, { name });
  const { layers, parameters, interval } = metadata as Readonly<Record<string, unknown>>;
  return {
    ...{ name, blob, ...rateOf(interval) },
    layers: (Array.isArray(layers) ? layers : []).map((layer) => `${layer?.cell} of ${layer?.units} units`),
    parameters: typeof parameters === 'number' ? parameters : null,
    notes: [],
  };
}

async function imported(name: string, bytes: Uint8Array): Promise<Opened> {
  // readers load with the first file that needs one
  const { importModel, compile, prewarm } = await import('../../../src/import/index.ts');
  const { buildNetwork } = await import('../../../src/network/network.ts');
  const found = await importModel(bytes, { file: name });
  const { parameters, interval, layers, notes, folded, format, check = [] } = found;
  const network = buildNetwork({ ...found.spec, ...(interval !== undefined && { interval }) });
  const { blob } = compile(network, parameters, { name });
  const compared = check.flatMap(({ inputs, outputs }) => checked(name, blob, inputs.flat(), outputs.flat()));
  const isNam = format === 'NAM';
  const warmed = isNam ? [`starts after ${NAM_SILENCE} s of silence, as in a NAM player`] : [];
  return {
    ...{ name, ...rateOf(interval) },
    blob: isNam ? prewarm(blob, { seconds: NAM_SILENCE, interval: interval ?? 1 / USUAL_RATE }) : blob,
    layers: layers.map((layer) => `${format}: ${layer}`),
    parameters: network.parameterCount,
    notes: [
      ...notes.filter((note) => !note.includes('--prewarm')),
      ...folded.map((what) => `folded: ${what}`),
      ...warmed,
      ...compared,
    ],
  };
}

/** Says how far a model is from the steps that its file carries. */
function checked(name: string, blob: Uint8Array, inputs: number[], outputs: number[]): string[] {
  const got = loadSync(blob, { name }).run(inputs);
  const scale = Math.max(...outputs.map(Math.abs), 1e-9);
  const off = Math.max(...outputs.map((y, i) => Math.abs(y - got[i]))) / scale;
  return [`the steps that the file carries come out within ${off.toExponential(1)} of their scale`];
}

function rateOf(interval: unknown): Pick<Opened, 'rate' | 'isRateKnown'> {
  const isRateKnown = typeof interval === 'number' && interval > 0 && interval !== 1;
  // 1 / 44100 as a float is not exactly that
  return { rate: isRateKnown ? Math.round(1000 / interval) / 1000 : USUAL_RATE, isRateKnown };
}
