/** What the loop shares with the thread that started it: readings in, outputs out, and a word to stop it. */

export interface Shared {
  /** 0 while the loop is to run. To end it, store 1 and notify. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  /** The last reading of each sensor, f32: each is whole at any moment, but two need not be of the same one. */
  readonly readings: Float32Array<SharedArrayBuffer>;
  readonly outputs: Float32Array<SharedArrayBuffer>;
}

export const share = (inputs: number, outputs: number): Shared => ({
  stop: new Int32Array(new SharedArrayBuffer(4)),
  readings: new Float32Array(new SharedArrayBuffer(4 * inputs)),
  outputs: new Float32Array(new SharedArrayBuffer(4 * outputs)),
});

export function end({ stop }: Shared): void {
  Atomics.store(stop, 0, 1);
  Atomics.notify(stop, 0);
}
