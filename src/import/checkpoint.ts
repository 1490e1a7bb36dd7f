import { nearest } from '../check/nearest.ts';
import { ImportError, shown } from './error.ts';
import type { NamedTensor, Outline } from './safetensors.ts';
import { noWeights } from './safetensors-header.ts';

/** The tensors of a file behind a prefix, which names them as a class of PyTorch does; it knows which were not asked for. */
export class Checkpoint {
  private readonly tensors: Map<string, NamedTensor>;
  private readonly taken = new Set<string>();
  /** What the file calls those that have another name here. */
  private readonly original = new Map<string, string>();

  /**
   * @param prefix of the names in the file, such as `model.`: it is left out of the names here
   * @param others tensors of the file that hold no weights
   */
  constructor(
    tensors: ReadonlyMap<string, NamedTensor>,
    readonly file: string,
    readonly prefix = '',
    private readonly others: ReadonlyMap<string, Outline> = new Map(),
  ) {
    this.tensors = new Map(tensors);
  }

  /** Gives a tensor the name that the class would give it. */
  rename(from: string, to: string): void {
    this.move(this.prefix + from, this.prefix + to);
  }

  /** Puts a tensor that the file has under this name behind the prefix, unless there is one of the name already. */
  adopt(name: string): void {
    if (!this.has(name)) this.move(name, this.prefix + name);
  }

  private move(from: string, to: string): void {
    const found = this.tensors.get(from);
    if (from === to || !found) return;
    this.tensors.delete(from);
    this.tensors.set(to, found);
    this.original.set(to, found.name);
  }

  has(name: string): boolean {
    return this.tensors.has(this.prefix + name);
  }

  /** Whether the file has a tensor of this whole name. */
  holds(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Names behind the prefix. */
  get names(): readonly string[] {
    return [...this.tensors.keys()]
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => name.slice(this.prefix.length));
  }

  /** @throws ImportError if there is no such tensor, or it has another number of sizes */
  shape(name: string, sizes: number): readonly number[] {
    const { shape } = this.find(name);
    if (shape.length !== sizes || shape.includes(0))
      throw this.error(
        name,
        `expected ${sizes} size${sizes === 1 ? '' : 's'} > 0, found shape [${shape.join(', ')}]`,
      );
    return shape;
  }

  /** Row-major. @throws ImportError if there is no such tensor, or it has another shape */
  take(name: string, shape: readonly number[]): Float64Array {
    const found = this.find(name);
    if (found.shape.length !== shape.length || found.shape.some((size, i) => size !== shape[i]))
      throw this.error(name, `expected shape [${shape.join(', ')}], found [${found.shape.join(', ')}]`);
    this.taken.add(this.prefix + name);
    return found.data;
  }

  /** Of 0 and 1. @throws ImportError as `take`, or naming the first element that is neither */
  takeMask(name: string, shape: readonly number[]): Float64Array {
    const mask = this.take(name, shape);
    const bad = mask.findIndex((x) => x !== 0 && x !== 1);
    if (bad >= 0)
      throw this.error(name, `element ${bad} is ${mask[bad]}, but a mask has only 0 (no synapse) and 1`);
    return mask;
  }

  /** The tensors that nobody took, under their names in the file. */
  get left(): readonly NamedTensor[] {
    return [...this.tensors].filter(([name]) => !this.taken.has(name)).map(([, found]) => found);
  }

  /** An error about a tensor, which it names as the file does. */
  error(name: string, what: string): ImportError {
    const full = this.prefix + name;
    return new ImportError(`${this.file}: tensor ${shown(this.original.get(full) ?? full)}: ${what}`);
  }

  private find(name: string): NamedTensor {
    const found = this.tensors.get(this.prefix + name);
    if (found) return found;
    const other = this.others.get(this.prefix + name);
    if (other) throw noWeights(other.name, other.dtype, this.file);
    const beside = nearest(
      this.prefix + name,
      [...this.tensors.keys()].filter((other) => other.length < 200).slice(0, 1000),
    );
    throw this.error(name, `is missing${beside ? `; the nearest is ${shown(beside)}` : ''}`);
  }
}
