import { type ChainLayer, elementwise } from '../chain/layers.ts';
import { ImportError, shown } from '../error.ts';
import type { NamedTensor } from '../safetensors.ts';
import type { Item } from './layers-option.ts';
import { product } from './state-dict.ts';

/** A tensor as a scale or a shift of each number, or of all alike. */
export function scaled(
  sign: Item['sign'],
  { name, shape, data }: NamedTensor,
  width: number,
  file: string,
): ChainLayer {
  const size = product(shape);
  if (size !== 1 && size !== width)
    throw new ImportError(
      `${file}: tensor ${shown(name)} [${shape.join(', ')}] cannot scale ${width} numbers`,
    );
  const values = Float64Array.from({ length: width }, (_, i) => data[size === 1 ? 0 : i]);
  if (sign === '/' && values.includes(0))
    throw new ImportError(`${file}: tensor ${shown(name)} holds 0, by which nothing is divided`);
  const one = new Float64Array(width).fill(1);
  const none = new Float64Array(width);
  if (sign === '*') return elementwise(values, none, `scale "${name}"`);
  if (sign === '/')
    return elementwise(
      values.map((x) => 1 / x),
      none,
      `division by "${name}"`,
    );
  return elementwise(one, sign === '+' ? values : values.map((x) => -x), `shift "${name}"`);
}
