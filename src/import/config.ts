import { meant } from '../check/nearest.ts';
import { ImportError, shown } from './error.ts';

/** How the class was constructed, which the weights do not tell. */
export interface ConfigFile {
  /** `LTC`, `CfCCell`, `LSTM`, …. If it is given, missing arguments have the defaults of the class. */
  readonly class?: string;
  /** Arguments of the constructor, by their names in Python. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** A wiring in the form of `ncps.wirings`. Only layers and the number of outputs are read: the masks are tensors. */
  readonly wiring?: { readonly output_dim?: unknown; readonly layers?: unknown } | null;
}

type Kind = 'count' | 'flag' | 'number' | readonly string[];
type ValueOf<K extends Kind> = K extends 'flag' ? boolean : K extends 'count' | 'number' ? number : string;

const placeholders: Readonly<Record<string, string>> = { count: 'N', number: 'X', flag: 'true|false' };

/** A constructor's arguments, with the defaults of its class. */
export class Config {
  private readonly args: Readonly<Record<string, unknown>>;

  constructor(
    readonly file: string,
    readonly given: ConfigFile = {},
    private readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  ) {
    this.args = given.args ?? {};
  }

  /** An argument; undefined if neither the configuration nor a default gives it. @throws ImportError for a wrong value */
  find<K extends Kind>(name: string, kind: K): ValueOf<K> | undefined {
    const value = this.args[name] ?? this.defaults[this.given.class ?? '']?.[name];
    if (value === undefined || value === null) return undefined;
    const fits =
      kind === 'count'
        ? Number.isInteger(value) && Number(value) >= 1
        : kind === 'number'
          ? typeof value === 'number' && Number.isFinite(value)
          : kind === 'flag'
            ? typeof value === 'boolean'
            : (kind as readonly string[]).includes(value as string);
    if (fits) return value as ValueOf<K>;
    throw new ImportError(
      `${this.file}: the option ${name} is ${shown(value)}; ${this.expected(kind, value)}`,
    );
  }

  /** An argument that must be known. @throws ImportError that names it and says how to give it */
  need<K extends Kind>(name: string, kind: K, why: string): ValueOf<K> {
    const found = this.find(name, kind);
    if (found !== undefined) return found;
    const choices = typeof kind === 'string' ? placeholders[kind] : kind.join('|');
    throw new ImportError(
      `${this.file}: ${name} cannot be known from the weights: ${why}. ` +
        `Give --${name.replaceAll('_', '-')} ${choices}, or "args": { "${name}": … } in a file for --config`,
    );
  }

  /**
   * @param found what the tensors say; null if they say nothing. A null in the configuration contradicts only text: otherwise it
   * stands for a default
   * @throws ImportError if the configuration contradicts the tensors
   */
  check(name: string, found: number | boolean | string | null): void {
    const said = this.args[name];
    if (said === undefined || said === found || (said === null && typeof found !== 'string')) return;
    throw new ImportError(
      `${this.file}: the configuration says ${name} = ${shown(said)}, the tensors ${found ?? 'none'}`,
    );
  }

  /** @throws ImportError if the wiring of the configuration has another number of outputs */
  checkOutputs(found: number): void {
    const said = this.given.wiring?.output_dim;
    if (said !== undefined && said !== null && said !== found)
      throw new ImportError(
        `${this.file}: the configuration says output_dim = ${shown(said)} of the wiring, the tensors ${found}`,
      );
  }

  private expected(kind: Kind, value: unknown): string {
    if (typeof kind === 'string')
      return `expected ${{ count: 'a whole number ≥ 1', number: 'a number', flag: 'true or false' }[kind]}`;
    const near = typeof value === 'string' ? meant(value, kind) : '';
    return `expected ${kind.join(', ')}${near}`;
  }
}
