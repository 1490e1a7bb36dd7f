import type { ResolvedSpec } from '../../network/network.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Config } from '../config.ts';
import { ImportError } from '../error.ts';

/** A tensor of PyTorch and the parameter here that holds the same numbers. */
export interface Entry {
  readonly tensor: string;
  readonly parameter: string;
  /** How the tensor holds a matrix the other way round, or a vector as one row; as the parameter by default. */
  readonly as?: 'transposed' | 'row';
  /** The class may do without such tensors, all of them at once: then they are zero. */
  readonly optional?: boolean;
}

/** A tensor that is not trained, and what it has to be. */
export interface Fixed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** More layers than this are a mistake: steps grow with them, and so does the work of making a program. */
const MOST_LAYERS = 64;

/** @throws ImportError before layer `index` is read, if there are too many */
export function checkDepth(index: number, file: string): void {
  if (index >= MOST_LAYERS)
    throw new ImportError(
      `${file}: has more than ${MOST_LAYERS} layers; no network that runs in a step has so many`,
    );
}

export interface Absorbed {
  readonly spec: ResolvedSpec;
  readonly notes: readonly string[];
}

/**
 * The states of PyTorch, `h` and `c`, by their names here: for each of its layers those that follow one another in it.
 * `layered`: PyTorch's state has the layers as its first dimension.
 */
export interface States {
  readonly layered: boolean;
  readonly names: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** A class of ncps or torch.nn, both ways: one file each and a line in `index.ts`. */
export interface ModelClass {
  /** The names that a configuration may give it. */
  readonly names: readonly string[];
  /** The arguments of its constructors, those that do not change what it computes too. */
  readonly args: readonly string[];
  /** A tensor that every checkpoint of the class has, and no other; its name behind the module's prefix. */
  readonly signature: string;
  /** Default arguments by class name. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * The model that the tensors and the configuration describe, without a read-out.
   * @throws ImportError naming a tensor that is missing or does not fit, or an option that is
   */
  spec(checkpoint: Checkpoint, config: Config): ResolvedSpec;
  /** Whether a model can be written as this class. */
  writes(spec: ResolvedSpec): boolean;
  /** The numbers that the class gives in a step, without a read-out. */
  outputs(spec: ResolvedSpec): number;
  /** What the names begin with where a Linear stands behind the network, in a module around both; '' where it is the class's own. */
  readonly module: string;
  /** The tensors of a model, in PyTorch's order, those of a read-out apart. */
  entries(spec: ResolvedSpec): readonly Entry[];
  /** The tensors that are not trained. */
  fixed(spec: ResolvedSpec): readonly Fixed[];
  states(spec: ResolvedSpec): States;
  /**
   * Changes the parameters so that the inputs come as they are, not normalised, and the elapsed time in the data's unit.
   * @returns the model that they are now for, and what has to be done outside because the class cannot hold it
   */
  absorb(spec: ResolvedSpec, parameters: Map<string, Float64Array>): Absorbed;
  /** Arguments that the class has to be constructed with for these tensors. */
  config(spec: ResolvedSpec): { readonly class: string; readonly args: Readonly<Record<string, unknown>> };
}
