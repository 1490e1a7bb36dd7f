/** Why a graph cannot be read in one way, such as with one axis as time; another way may do. */
export class Refusal extends Error {
  override name = 'Refusal';
  /**
   * @param place the node, input or output
   * @param why `time`: it mixes steps, so that no way can do; `way`: it does not fit this way; `file`: it is unknown or wrong
   */
  constructor(
    readonly place: string,
    readonly reason: string,
    readonly why: 'time' | 'way' | 'file' = 'file',
  ) {
    super(`${place}: ${reason}`);
  }
}
