/** TorchScript: the layers that a module's code comes to. */
import { assemble } from '../../chain/assemble.ts';
import { ImportError, shown } from '../../error.ts';
import { Dict, type Instance, TensorRef } from '../../pickle/values.ts';
import type { Found } from '../../readers/reader.ts';
import { findWeights } from '../../state-dict/find.ts';
import { isTensor, stateDictOf } from '../tensors.ts';
import type { Pickled, TorchArchive } from '../zip.ts';
import { Follower, type Program } from './follow.ts';
import { type Code, parseCode } from './parse.ts';
import { NoStream, type Numbers, State, Stream, Tape, Unknown } from './tape.ts';

/** @throws ImportError for code that does what no layer here does, naming it and the option that says the layers instead */
export function readScript(archive: TorchArchive, root: Instance, program: Program): Found {
  const { file } = archive;
  const at = root.name.lastIndexOf('.');
  const forward = program
    .code(root.name.slice(0, at))
    ?.get(root.name.slice(at + 1))
    ?.methods.get('forward');
  if (!forward) throw new ImportError(`${file}: class ${root.name} has no code of a method forward`);
  let first: Error | null = null;
  for (const inputs of widthsOf(root)) {
    const tape = new Tape(inputs);
    try {
      const args = forward.args.slice(1).map((_, k) => (k === 0 ? tape.input : new State('caller')));
      const output = outputOf(new Follower(program, tape).run(root, 'forward', args));
      return finished(tape, output);
    } catch (error) {
      if (error instanceof NoStream) throw new ImportError(`${file}: its code ${error.message}`);
      if (!(error instanceof Unknown || error instanceof SyntaxError)) throw error;
      first ??= error;
    }
  }
  const why =
    first instanceof Unknown ? first.message : `is not understood at ${shown(first?.message ?? '')}`;
  throw new ImportError(
    `${file}: the code of ${root.name} ${why}; name its modules in their order, with the activation behind each: --layers ${shown(moduleNames(root).join(','))}`,
  );
}

/** The programme of an archive: its code parsed when asked for, its tensors read once. */
export function programOf(archive: TorchArchive, pickled: Pickled): Program {
  const texts = archive.code();
  const parsed = new Map<string, Code>();
  const numbers = new Map<TensorRef, Numbers | null>();
  return {
    code(name) {
      const text = texts.get(name);
      if (text === undefined) return null;
      const found = parsed.get(name) ?? parseCode(text);
      parsed.set(name, found);
      return found;
    },
    numbers(tensor) {
      const found = numbers.has(tensor) ? numbers.get(tensor) : numbersOf(tensor, pickled, archive.file);
      numbers.set(tensor, found ?? null);
      return found ?? null;
    },
    constants: constantsOf(archive, numbers),
  };
}

function numbersOf(tensor: TensorRef, { bytesOf }: Pickled, file: string): Numbers | null {
  const name = `of storage ${tensor.storage.key}`;
  const { tensors } = stateDictOf(new Map([[name, tensor]]), file, bytesOf);
  return tensors.get(name) ?? null;
}

/** Tensors that tracing took for constants: they have a pickle of their own. */
function constantsOf(archive: TorchArchive, numbers: Map<TensorRef, Numbers | null>): readonly unknown[] {
  if (!archive.archive.has(`${archive.folder}constants.pkl`)) return [];
  const pickled = archive.pickle('constants');
  if (!Array.isArray(pickled.value)) return [];
  for (const one of pickled.value)
    if (one instanceof TensorRef) numbers.set(one, numbersOf(one, pickled, archive.file));
  return pickled.value;
}

/** The stream among what `forward` gives. */
function outputOf(value: unknown): Stream {
  const all = (Array.isArray(value) ? value.flat(3) : [value]).filter((one) => one instanceof Stream);
  if (all.length === 0) throw new Unknown('gives no numbers that it computes of its input');
  // a cell's output is its next state, too
  const distinct = all.filter((one) => one.sources.join() !== all[0].sources.join() && !one.isState);
  if (distinct.length > 0) throw new Unknown('gives several outputs');
  return all[0];
}

function finished(tape: Tape, output: Stream): Found {
  const { chain, inputs } = tape;
  const last = chain.length - 1;
  if (last < 0) throw new Unknown('gives its input');
  if (output.sources.join() !== String(last)) throw new Unknown('computes something that it does not give');
  const notes = tape.isFed ? ['the first state is fed by the caller of the module: here it is zero'] : [];
  return assemble({ inputs, chain, notes });
}

/** How many inputs the model may have: the widths that its matrices read, in their order. */
function widthsOf(root: Instance): number[] {
  const widths = new Set<number>();
  for (const [, value] of findTensors(root)) {
    const { shape } = value;
    if (shape.length === 2) widths.add(shape[1]);
    if (widths.size >= 12) break;
  }
  return [...widths];
}

function findTensors(root: Instance): [string, TensorRef][] {
  const { named } = findWeights(root.state instanceof Dict ? root.state : new Dict(), '', isTensor);
  return [...named].flatMap(([name, value]) =>
    value instanceof TensorRef ? [[name, value] as [string, TensorRef]] : [],
  );
}

const moduleNames = (root: Instance): string[] => [
  ...new Set(findTensors(root).map(([name]) => name.split('.').slice(0, -1).join('.') || name)),
];
