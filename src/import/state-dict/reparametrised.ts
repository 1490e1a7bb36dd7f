/** Weights that PyTorch keeps as several tensors: weight_norm and pruning are multiplied out. */
import { ImportError, shown } from '../error.ts';
import type { NamedTensor } from '../safetensors.ts';
import { product } from './state-dict.ts';

/** A tensor made of others; its numbers are computed when they are asked for. */
class Made implements NamedTensor {
  readonly dtype = 'F32';

  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    private readonly make: () => Float64Array,
  ) {}

  get data(): Float64Array {
    return this.make();
  }
}

export interface Plain {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** What was multiplied out. */
  readonly folded: readonly string[];
}

/** The tensors as the modules use them, in the order of the file. @throws ImportError for one that cannot be multiplied out */
export function plain(tensors: ReadonlyMap<string, NamedTensor>, file: string): Plain {
  const made = new Map<string, NamedTensor>();
  const folded: string[] = [];
  for (const [name, tensor] of tensors) {
    const pair = pairOf(name, tensors);
    if (pair === 'second') continue;
    if (pair === null) {
      made.set(name, tensor);
      continue;
    }
    if (pair === 'unknown')
      throw new ImportError(
        `${file}: tensor ${shown(name)} belongs to a parametrisation that is not read: call remove_parametrizations() or remove_spectral_norm() before saving`,
      );
    const { target, second, kind } = pair;
    made.set(
      target,
      kind === 'weight_norm' ? normed(target, tensor, second, file) : masked(target, tensor, second, file),
    );
    folded.push(`${kind} of ${shown(target)}`);
  }
  return { tensors: made, folded };
}

interface Pair {
  readonly target: string;
  readonly second: NamedTensor;
  readonly kind: 'weight_norm' | 'pruning';
}

/** What a tensor is the first part of, by its name. */
function pairOf(name: string, tensors: ReadonlyMap<string, NamedTensor>): Pair | 'second' | 'unknown' | null {
  const [, before, part, index] = /^(.*?)parametrizations\.([^.]+)\.(original\d*|\d+\..+)$/.exec(name) ?? [];
  if (before !== undefined) {
    if (index === 'original1') return 'second';
    const second = tensors.get(`${before}parametrizations.${part}.original1`);
    return index === 'original0' && second
      ? { target: before + part, second, kind: 'weight_norm' }
      : 'unknown';
  }
  const [, target, suffix] = /^(.*(?:weight|bias)\w*?)_(g|v|orig|mask|u)$/.exec(name) ?? [];
  if (target === undefined) return null;
  const other = (end: string) => tensors.get(`${target}_${end}`);
  if (suffix === 'v' && other('g')) return 'second';
  if (suffix === 'mask' && other('orig')) return 'second';
  const v = other('v');
  if (suffix === 'g' && v) return { target, second: v, kind: 'weight_norm' };
  const mask = other('mask');
  if (suffix === 'orig' && mask) return { target, second: mask, kind: 'pruning' };
  return suffix === 'orig' ? 'unknown' : null;
}

/** g v / ‖v‖, where g has a size for each norm. */
function normed(name: string, g: NamedTensor, v: NamedTensor, file: string): NamedTensor {
  const { shape } = v;
  const kept =
    g.shape.length === shape.length ? shape.map((n, d) => g.shape[d] === n && n > 1) : shape.map(() => false);
  const groups = product(shape.map((n, d) => (kept[d] ? n : 1)));
  if (product(g.shape) !== groups)
    throw new ImportError(
      `${file}: tensor ${shown(g.name)} [${g.shape.join(', ')}] does not fit ${shown(v.name)} [${shape.join(', ')}]`,
    );
  const steps = shape.map((_, d) => product(shape.slice(d + 1)));
  const group = (k: number): number =>
    shape.reduce((sum, n, d) => (kept[d] ? sum * n + (Math.floor(k / steps[d]) % n) : sum), 0);
  return new Made(name, shape, () => {
    const squares = new Float64Array(groups);
    v.data.forEach((x, k) => {
      squares[group(k)] += x * x;
    });
    return v.data.map((x, k) => (g.data[group(k)] * x) / Math.sqrt(squares[group(k)]));
  });
}

function masked(name: string, weight: NamedTensor, mask: NamedTensor, file: string): NamedTensor {
  if (weight.shape.join() !== mask.shape.join())
    throw new ImportError(`${file}: tensor ${shown(mask.name)} has another shape than ${shown(weight.name)}`);
  return new Made(name, weight.shape, () => weight.data.map((x, k) => x * mask.data[k]));
}
