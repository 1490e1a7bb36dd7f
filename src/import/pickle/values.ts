/** What a pickle is made of, as plain data. Nothing of it is ever called. */

/** A name that the pickle asks for: `torch.FloatStorage`. */
export class Name {
  constructor(readonly name: string) {}
}

/** A dict, an OrderedDict or a defaultdict, in order. */
export class Dict {
  readonly items = new Map<unknown, unknown>();
}

/** An object of a class: its state as data. */
export class Instance {
  /** What BUILD gave it, which is a Dict for most. */
  state: unknown = null;

  constructor(readonly name: string) {}
}

/** A name that a persistent id stands for: a storage of numbers. */
export interface Storage {
  /** `FloatStorage`. */
  readonly type: string;
  readonly key: string;
  /** How many elements it says it has. */
  readonly elements: number;
}

export class StorageRef implements Storage {
  constructor(
    readonly type: string,
    readonly key: string,
    readonly elements: number,
  ) {}
}

/** A view of a storage, which may be shared. */
export class TensorRef {
  constructor(
    readonly storage: StorageRef,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** An array of NumPy: the bytes as they lie. */
export class ArrayRef {
  /** `<f4` and the like. */
  type = '';
  shape: readonly number[] = [];
  isFortran = false;
  bytes = new Uint8Array(0);
}

/** The type of a NumPy array. */
export class TypeRef {
  order = '|';

  constructor(readonly type: string) {}

  get descr(): string {
    const order = this.order === '=' ? '<' : this.order;
    return `${order}${this.type}`;
  }
}
