import { shown } from '../../error.ts';
import type { Hdf5Object } from '../../hdf5/index.ts';
import type { LayerConfig } from './config.ts';

/** A weight of a layer, read when it is asked for. */
export interface Tensor {
  /** Where it lies in the file. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: () => Float64Array;
}

export const tensorOf = (dataset: Hdf5Object): Tensor => ({
  path: dataset.path,
  shape: dataset.shape,
  data: () => dataset.numbers(),
});

/**
 * A weight of that shape, row-major. Sizes of 1 in front or behind do not matter.
 * @throws ImportError naming the layer and the weight if it has another shape, or holds what is no finite f32
 */
export function take(
  layer: LayerConfig,
  tensor: Tensor,
  what: string,
  shape: readonly number[],
): Float64Array {
  const found = tensor.shape;
  const bare = (sizes: readonly number[]) => sizes.filter((size) => size !== 1).join();
  if (found.length !== shape.length ? bare(found) !== bare(shape) : found.join() !== shape.join())
    throw layer.error(
      `${what} has the shape [${found.join(', ')}] in ${tensor.path}; expected [${shape.join(', ')}]`,
    );
  const data = tensor.data();
  const bad = data.findIndex((x) => !Number.isFinite(Math.fround(x)));
  if (bad >= 0)
    throw layer.error(
      `${what}: element ${bad} of ${data.length} is ${shown(String(data[bad]))}; weights must be finite as f32: save those of a training that has not diverged`,
    );
  return data;
}
