/** A TorchScript archive: a zip of stored files with code, a pickle of the module, and its tensors. */
import { type Zippable, zipSync } from 'fflate';
import { Pickle } from './pickle.ts';

export interface Buffer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** The format of the archive: PyTorch 1.5 and later read it, and know all functions that the code uses. */
const VERSION = '3\n';

/**
 * What `torch.jit.load` reads.
 * @param code of the module `__torch__`, with the class `Step`
 * @param buffers its attributes
 */
export function archive(code: string, buffers: readonly Buffer[]): Uint8Array {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const files: [string, Uint8Array][] = [
    ['data.pkl', moduleOf(buffers)],
    ['code/__torch__.py', text(code)],
    ['constants.pkl', new Pickle().tuple(() => {}).finish()],
    ['version', text(VERSION)],
    ...buffers.map(({ data }, i): [string, Uint8Array] => [
      `data/${i}`,
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]),
  ];
  // stored, and with a fixed time: the same model is the same file
  const entries = files.map(([name, bytes]) => [`step/${name}`, [bytes, { level: 0, mtime: '1980-01-01' }]]);
  return zipSync(Object.fromEntries(entries) as Zippable);
}

/** An object of the class `Step` with its buffers. */
const moduleOf = (buffers: readonly Buffer[]): Uint8Array =>
  new Pickle()
    .global('__torch__', 'Step')
    .object((pickle) => {
      pickle.text('training').flag(false);
      buffers.forEach((buffer, i) => {
        putTensor(pickle.text(buffer.name), buffer, i);
      });
    })
    .finish();

/** A tensor without gradient that owns a whole storage. */
function putTensor(pickle: Pickle, { shape, data }: Buffer, storage: number): void {
  const type = data instanceof Float64Array ? 'DoubleStorage' : 'FloatStorage';
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const sizes =
    (list: readonly number[]) =>
    (to: Pickle): void => {
      for (const size of list) to.int(size);
    };
  pickle
    .global('torch._utils', '_rebuild_tensor_v2')
    .tuple(() => {
      pickle.tuple(() => {
        pickle.text('storage').global('torch', type).text(String(storage)).text('cpu').int(data.length);
      });
      pickle.persistent().int(0).tuple(sizes(shape)).tuple(sizes(strides)).flag(false);
      pickle
        .global('collections', 'OrderedDict')
        .tuple(() => {})
        .call();
    })
    .call();
}
