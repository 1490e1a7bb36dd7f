/** The tensors of a state_dict, from whatever file they come. */
import { elementTypes, weightOf } from '../elements.ts';
import { ImportError, shown } from '../error.ts';
import type { NamedTensor, Outline } from '../safetensors.ts';

export interface StateDict {
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Those that hold no weights: counters, masks of booleans. */
  readonly others: readonly Outline[];
  /** What has to be said of where they were found. */
  readonly notes?: readonly string[];
}

/** Numbers as a file stores them: a view of bytes, which tensors may share. */
export interface Stored {
  /** By the names of safetensors: `F32`. */
  readonly dtype: string;
  readonly bytes: Uint8Array;
  readonly isLittle: boolean;
  readonly offset: number;
  readonly shape: readonly number[];
  /** In elements; row-major without them. */
  readonly strides?: readonly number[];
}

/** The most elements that a tensor of a model may have that runs in a step. */
const MOST_ELEMENTS = 2 ** 24;

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** A tensor whose numbers are read when they are asked for. */
class StoredTensor implements NamedTensor {
  private numbers: Float64Array | null = null;

  constructor(
    readonly name: string,
    readonly file: string,
    private readonly make: () => Float64Array,
    readonly dtype: string,
    readonly shape: readonly number[],
  ) {}

  get data(): Float64Array {
    this.numbers ??= this.make();
    return this.numbers;
  }
}

/** Row-major steps. */
const contiguous = (shape: readonly number[]): number[] => shape.map((_, d) => product(shape.slice(d + 1)));

/** Gathers tensors of a file; each name may come once. */
export class StateDictBuilder {
  readonly tensors = new Map<string, NamedTensor>();
  readonly others: Outline[] = [];

  constructor(private readonly file: string) {}

  private where(name: string): string {
    return `${this.file}: tensor ${shown(name)}`;
  }

  private fresh(name: string): void {
    if (this.tensors.has(name) || this.others.some((one) => one.name === name))
      throw new ImportError(`${this.where(name)} is there twice; save each name once`);
  }

  /** Numbers that are there as numbers. */
  numbers(name: string, shape: readonly number[], values: readonly number[]): void {
    this.fresh(name);
    const { length } = values;
    const make = () =>
      Float64Array.from(values, (x, k) =>
        weightOf(x, () => `${this.where(name)}, element ${k} of ${length},`),
      );
    this.tensors.set(name, new StoredTensor(name, this.file, make, 'F64', shape));
  }

  /** Numbers that are there as bytes. @throws ImportError if they end before the tensor does, or are of no known type */
  stored(name: string, stored: Stored): void {
    this.fresh(name);
    const { dtype, bytes, offset, shape, strides = contiguous(shape) } = stored;
    const type = elementTypes.get(dtype);
    if (!type)
      throw new ImportError(
        `${this.where(name)} is of type ${dtype}, which cannot be read; save it with .float()`,
      );
    const last = shape.includes(0) ? -1 : offset + shape.reduce((sum, n, d) => sum + (n - 1) * strides[d], 0);
    if (!Number.isSafeInteger(last) || (last + 1) * type.bytes > bytes.length)
      throw new ImportError(
        `${this.where(name)} ends at byte ${(last + 1) * type.bytes} of its storage, which has ${bytes.length}: the file is damaged`,
      );
    const { read } = type;
    if (read === null) {
      this.others.push({ name, dtype, shape });
      return;
    }
    const make = () => this.gathered(name, stored, strides, read, type.bytes);
    this.tensors.set(name, new StoredTensor(name, this.file, make, dtype, shape));
  }

  private gathered(
    name: string,
    { bytes, isLittle, offset, shape }: Stored,
    strides: readonly number[],
    read: (view: DataView, at: number, isLittle: boolean) => number,
    width: number,
  ): Float64Array {
    const count = product(shape);
    if (count > MOST_ELEMENTS)
      throw new ImportError(
        `${this.where(name)} has ${count.toLocaleString('en')} elements; no network that runs in a step has so many`,
      );
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const index = shape.map(() => 0);
    const data = new Float64Array(count);
    let at = offset;
    for (let k = 0; k < count; k++) {
      const stored = read(view, at * width, isLittle);
      data[k] = weightOf(stored, () => `${this.where(name)}, element ${k} of ${count},`);
      for (let d = shape.length - 1; d >= 0; d--) {
        at += strides[d];
        if (++index[d] < shape[d]) break;
        at -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return data;
  }
}
