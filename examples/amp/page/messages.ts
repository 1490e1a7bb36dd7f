/** What the page and the worklet tell each other. */

/** The name under which the worklet registers its processor. */
export const PROCESSOR = 'meniscus-amp';

/** Frames of a call of `process`. */
export const BLOCK = 128;

/** What a processor is made of. */
export interface ProcessorOptions {
  /** The interpreter, which the page compiled. */
  readonly module: WebAssembly.Module;
  readonly blob: Uint8Array;
  /** Samples a second of the context. */
  readonly rate: number;
  readonly clock: Clock;
}

/** Microseconds, as a worker writes them without a pause; `Date.now`; or none: calls are not timed. */
export type Clock = SharedArrayBuffer | 'date' | null;

export type ToWorklet =
  | { readonly kind: 'bypass'; readonly on: boolean }
  /** From now on calls are timed by this clock. */
  | { readonly kind: 'clock'; readonly clock: Clock }
  /** Asks for what was measured since the last time. */
  | { readonly kind: 'read' }
  | { readonly kind: 'stop' };

/** How long calls took, in a histogram. */
export interface Load {
  readonly clock: 'shared' | 'date' | 'none';
  readonly calls: number;
  /** Microseconds of all calls together. */
  readonly total: number;
  /** Calls by their time: `counts[i]` from `i` to `i + 1` bins of `width` microseconds; the last has all longer ones. */
  readonly counts: Uint32Array;
  readonly width: number;
  /** Calls that took longer than a block lasts. */
  readonly missed: number;
  /** Blocks that the model refused, which are silent. */
  readonly refused: number;
}

export type FromWorklet =
  | { readonly kind: 'ready' }
  /** The model cannot run here. */
  | { readonly kind: 'failed'; readonly why: string }
  /** The first block that the model refused. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'load'; readonly load: Load };
