import { ImportError, shown } from '../error.ts';
import { isKnown, meaningOf, nameOf } from './names.ts';
import { ArrayRef, Dict, Instance, Name, StorageRef, TypeRef } from './values.ts';

const MARK = Symbol('mark');

export interface Options {
  /** What is read, for messages: `entry "a/data.pkl"`. */
  readonly what: string;
  readonly file: string;
  /** Whether it is of TorchScript, which has classes of its own under `__torch__`. */
  readonly scripted?: boolean;
}

/** The stack, the memo and what instructions do with them. */
export class Machine {
  private readonly view: DataView;
  private readonly stack: unknown[] = [];
  readonly storages = new Map<string, StorageRef>();
  private readonly memo = new Map<number, unknown>();
  /** Objects of unknown classes; the first is the outermost. */
  private readonly strangers: Instance[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    readonly options: Options,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(what: string): never {
    throw new ImportError(`${this.options.file}: ${this.options.what} ${what}`);
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  number(size: 1 | 2 | 4 | 8): number {
    const at = this.step(size);
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at, true);
    if (size === 4) return this.view.getUint32(at, true);
    return Number(this.view.getBigUint64(at, true));
  }

  signed(): number {
    return this.view.getInt32(this.step(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.step(8), false);
  }

  /** A number of that many bytes, in two's complement. */
  long(size: number): number | bigint {
    const found = this.take(size);
    let value = 0n;
    for (let k = found.length - 1; k >= 0; k--) value = (value << 8n) | BigInt(found[k]);
    if (found.length > 0 && found[found.length - 1] & 0x80) value -= 1n << BigInt(8 * found.length);
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  take(size: number): Uint8Array {
    const at = this.step(size);
    return this.bytes.subarray(at, at + size);
  }

  text(size: number): string {
    return new TextDecoder().decode(this.take(size));
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) this.fail('is cut short: save or download it again');
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  private step(size: number): number {
    const { at } = this;
    if (!(at + size <= this.bytes.length)) this.fail(`is cut short at byte ${at}: save or download it again`);
    this.at += size;
    return at;
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length === 0) this.fail(`is damaged at byte ${this.at}: nothing is on its stack`);
    return this.stack.pop();
  }

  /** The uppermost, the last one last. */
  popped(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** The value on top of the stack, which stays there. */
  top(): unknown {
    if (this.stack.length === 0) this.fail(`is damaged at byte ${this.at}: nothing is on its stack`);
    return this.stack[this.stack.length - 1];
  }

  mark(): void {
    this.stack.push(MARK);
  }

  /** What lies above the last mark. */
  marked(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) this.fail(`is damaged at byte ${this.at}: no mark is on its stack`);
    const found = this.stack.splice(at);
    return found.slice(1);
  }

  remember(key: number = this.memo.size): void {
    this.memo.set(key, this.top());
  }

  recall(key: number): void {
    if (!this.memo.has(key)) this.fail(`is damaged at byte ${this.at}: recalls what it has not stored`);
    this.push(this.memo.get(key));
  }

  /** A name that it asks for. */
  name(module: string, name: string): void {
    const full = nameOf(module, name);
    const isOwn = this.options.scripted && /^__torch__\b/.test(full);
    // classes by their spelling: what is made of them is judged then
    if (!isOwn && !isKnown(full) && !/(^|\.)_*[A-Z]\w*$/.test(full)) this.refuse(full);
    this.push(new Name(full));
  }

  refuse(name: string): never {
    return this.fail(
      `wants ${shown(name).slice(1, -1)}, which no weights need: it was not called, and nothing was run; do not open this file with PyTorch`,
    );
  }

  call(): void {
    const args = this.pop();
    const of = this.pop();
    if (!(of instanceof Name) || !Array.isArray(args))
      this.fail(`is damaged at byte ${this.at}: calls what is no name`);
    const meaning = meaningOf(of.name);
    if (!meaning) this.refuse(of.name);
    try {
      this.push(meaning(args));
    } catch (error) {
      if (typeof error !== 'string') throw error;
      this.fail(`is damaged at byte ${this.at}: a value of ${of.name} ${error}`);
    }
  }

  /** An object of a class. */
  make(): void {
    const [of, args] = this.popped(2);
    if (!(of instanceof Name) || !Array.isArray(args))
      this.fail(`is damaged at byte ${this.at}: makes an object of no class`);
    const meaning = meaningOf(of.name);
    const made = meaning ? meaning(args) : new Instance(of.name);
    if (!meaning && made instanceof Instance && !(this.options.scripted && /^__torch__\b/.test(of.name)))
      this.strangers.push(made);
    this.push(made);
  }

  /** Gives the object on the stack its state. */
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (object instanceof ArrayRef) this.fill(object, state);
    else if (object instanceof TypeRef && Array.isArray(state) && typeof state[1] === 'string')
      object.order = state[1];
    else if (object instanceof Instance) object.state = state;
    // attributes of a dict, such as its _metadata, say nothing here
    else if (!(object instanceof Dict) && !(object instanceof TypeRef))
      this.fail(`is damaged at byte ${this.at}: gives a state to what has none`);
    if (this.strangers.length > 0 && object === this.strangers[0]) this.refuseObject(this.strangers[0]);
  }

  private fill(array: ArrayRef, state: unknown): void {
    if (!Array.isArray(state) || state.length < 5)
      this.fail(`is damaged at byte ${this.at}: an array has no state`);
    const [, shape, type, isFortran, bytes] = state;
    if (!(type instanceof TypeRef) || !Array.isArray(shape) || !(bytes instanceof Uint8Array))
      this.fail('holds an array of objects, which are no weights');
    Object.assign(array, { type: type.descr, shape, isFortran: isFortran === true, bytes });
  }

  private refuseObject({ name, state }: Instance): never {
    const isModule = state instanceof Dict && (state.items.has('_modules') || state.items.has('_parameters'));
    return this.fail(
      isModule
        ? `holds a pickled module of class ${name}, not a state_dict, and a module is code: save torch.save(model.state_dict(), …)`
        : `holds an object of class ${name}, which is not made here: save the weights alone, torch.save(model.state_dict(), …)`,
    );
  }

  setItems(pairs: readonly unknown[]): void {
    const target = this.top();
    if (pairs.length % 2) this.fail(`is damaged at byte ${this.at}: a key has no value`);
    if (target instanceof Dict)
      for (let k = 0; k < pairs.length; k += 2) {
        const key = pairs[k];
        if (typeof key === 'string' && target.items.has(key)) this.fail(`has the key ${shown(key)} twice`);
        target.items.set(key, pairs[k + 1]);
      }
    else if (!(target instanceof Instance))
      this.fail(`is damaged at byte ${this.at}: sets a key of what is no dict`);
  }

  append(values: readonly unknown[]): void {
    const target = this.top();
    if (Array.isArray(target)) for (const value of values) target.push(value);
    else if (!(target instanceof Instance))
      this.fail(`is damaged at byte ${this.at}: appends to what is no list`);
  }

  /** A persistent id: a storage. */
  persistent(): void {
    const id = this.pop();
    const [kind, type, key, , elements] = Array.isArray(id) ? id : [];
    if (kind !== 'storage' || !(type instanceof Name) || typeof key !== 'string' || !(Number(elements) >= 0))
      this.fail(`is damaged at byte ${this.at}: an id is of no storage`);
    const named = type.name.replace(/^.*\./, '');
    const known = this.storages.get(key) ?? new StorageRef(named, key, Number(elements));
    if (known.type !== named || known.elements !== Number(elements))
      this.fail(`names storage ${shown(key)} with two types or sizes: it is damaged`);
    this.storages.set(key, known);
    this.push(known);
  }

  /** The value that is left at the end. */
  finished(): unknown {
    if (this.strangers.length > 0) this.refuseObject(this.strangers[0]);
    const value = this.pop();
    if (value instanceof Name || value === MARK) this.fail('holds no value');
    return value;
  }
}
