import { type Network, withMasks } from '../../network/network.ts';

/**
 * A network to learn with under dropout of states (Gal & Ghahramani 2016, arXiv:1512.05287): a mask a window on what matrices read of
 * them.
 * @param share of the units that are dropped
 * @throws RangeError if no matrix reads a state
 */
export function masked(plain: Network, share: number): Network {
  if (share === 0) return plain;
  const { spec } = plain;
  const network = withMasks(spec);
  if (network.masks.length === 0)
    throw new RangeError(
      `stateDropout: no matrix of cell "${spec.layers[0].cell.name}" reads its state: leave it out`,
    );
  return network;
}
