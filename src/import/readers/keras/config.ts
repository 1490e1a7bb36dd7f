/** What a Keras file says of a model, in JSON: read with checks, as anything from a file. */
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json } from '../../json.ts';

/** A layer's description: its class, its name and the arguments of its constructor. */
export class LayerConfig {
  readonly kind: string;
  readonly config: Json;

  constructor(
    readonly file: string,
    readonly described: Json,
    /** Names of the models around it, the outermost first. */
    readonly around: readonly string[] = [],
  ) {
    const { class_name: kind, config } = described;
    if (typeof kind !== 'string' || !isObject(config))
      throw new ImportError(
        `${file}: the model's description has a layer without class_name and config: ${shown(described)}`,
      );
    // registered classes are called "package>Class"
    this.kind = kind.replace(/^.*>/, '');
    this.config = config;
  }

  get name(): string {
    const { name } = this.config;
    return typeof name === 'string'
      ? name
      : typeof this.described.name === 'string'
        ? this.described.name
        : '';
  }

  /** For messages: `LSTM "lstm_1"`. */
  get title(): string {
    return this.name === '' ? this.kind : `${this.kind} ${shown(this.name)}`;
  }

  /** A whole number ≥ 1. @throws ImportError if it is missing or wrong */
  count(key: string): number {
    const value = this.config[key];
    if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
    throw this.error(`${key} is ${shown(value)}; expected a whole number ≥ 1`);
  }

  /** A number; the given one if it is missing or null. @throws ImportError if it is none */
  number(key: string, otherwise: number): number {
    const value = this.config[key] ?? otherwise;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.error(`${key} is ${shown(value)}; expected a number`);
  }

  /** True or false; the given one if it is missing or null. @throws ImportError if it is neither */
  flag(key: string, otherwise: boolean): boolean {
    const value = this.config[key] ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw this.error(`${key} is ${shown(value)}; expected true or false`);
  }

  error(what: string): ImportError {
    return new ImportError(`${this.file}: layer ${this.title}: ${what}`);
  }

  /** A description inside: a wrapped layer, a cell. @throws ImportError if there is none */
  inner(key: string): LayerConfig {
    const value = this.config[key];
    if (!isObject(value)) throw this.error(`${key} is ${shown(value)}; expected a layer`);
    return new LayerConfig(this.file, value, this.around);
  }
}
