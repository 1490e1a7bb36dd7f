/** Models for other runtimes: one step with explicit states. */
import { checkArgument, checkOptions } from '../../check/options.ts';
import { bytes, needed, type Rules, text } from '../../check/rules.ts';
import type { ReadContents } from '../../format/read.ts';
import { importError } from '../error.ts';
import { type ElementaryStep, elementaryStep } from './elementary.ts';
import { writeOnnx } from './onnx/write.ts';
import { sourceOf } from './source.ts';
import { writeTorchScript } from './torch/write.ts';

export interface ExportOptions {
  /** The file's name in messages. */
  readonly file: string;
}

/** One step of a model for another runtime. The caller keeps the states. */
export interface ExportedStep {
  readonly bytes: Uint8Array;
  /** Whether it reads the time since the last step, in the model's unit, behind its inputs. */
  readonly timed: boolean;
  /** In the order of its inputs and outputs. */
  readonly states: readonly ExportedState[];
  /** What the caller has to know or to do. */
  readonly notes: readonly string[];
}

export interface ExportedState {
  /** As a session knows it. */
  readonly name: string;
  /** What the file calls its value before a step. */
  readonly input: string;
  /** And after it; of a module, which returns a tuple, the same. */
  readonly output: string;
  /** What the caller gives before the first step. */
  readonly initial: readonly number[];
}

const rules: Rules<ExportOptions> = { file: needed(text) };

/**
 * Writes a model as an ONNX graph for one step (opset 13, float32): inputs `x` [1, N], `dt` [1] if the model uses the time, and
 * each state by its name [1, n]; outputs `y` [1, M] and each state's next value, `<name>_out`. Weights are those of the blob,
 * dequantised; unfolds are unrolled. `metadata_props` has `initial.<name>` of each state, as JSON. If data lie so far from zero
 * that the blob has origins, `x` and `y` are float64.
 * @param blob one that the interpreter accepts: what `open` checks is not checked again
 * @throws ImportError if the blob does not say what it was made from, or a step has too many operations;
 * RangeError for an unknown cell or unknown options of a cell
 */
export function exportOnnx(blob: Uint8Array, options: ExportOptions): ExportedStep {
  const { step, contents } = opened('exportOnnx', blob, options);
  const { bytes, states, outputs } = writeOnnx(step, propertiesOf(contents));
  return { bytes, ...described(step, states, outputs) };
}

/**
 * Writes a model as a TorchScript archive for one step: `torch.jit.load(file)` gives a module with
 * `forward(x, dt, states…) → (y, states…)`, without `dt` if the model ignores the time. Tensors are float32, [n] or [B, n] for
 * B streams, `dt` [1] or [B, 1]. The buffers `initial_<state>` hold what states are before the first step. The rest is as in
 * `exportOnnx`, with its errors.
 */
export function exportTorchScript(blob: Uint8Array, options: ExportOptions): ExportedStep {
  const { step } = opened('exportTorchScript', blob, options);
  const { bytes, states } = writeTorchScript(step);
  return { bytes, ...described(step, states, states) };
}

function opened(of: string, blob: Uint8Array, options: ExportOptions) {
  checkArgument(of, 'blob', blob, bytes, importError);
  checkOptions(of, options, rules, importError);
  const source = sourceOf(blob, options.file);
  return { step: elementaryStep(source, options.file), contents: source.contents };
}

/** What a file says beside its graph. */
const propertiesOf = ({ metadata }: ReadContents): Record<string, string> =>
  Object.fromEntries(
    ['name', 'inputs', 'outputs', 'interval', 'usualInterval'].flatMap((key): [string, string][] => {
      const value = metadata[key];
      if (value === undefined) return [];
      return [[key, typeof value === 'string' ? value : JSON.stringify(value)]];
    }),
  );

function described(
  { dt, origins, states }: ElementaryStep,
  inputs: readonly string[],
  outputs: readonly string[],
): Omit<ExportedStep, 'bytes'> {
  const starts = states.filter(({ initial }) => initial.some((x) => x !== 0));
  return {
    timed: dt !== null,
    states: states.map(({ name, initial }, i) => ({
      name,
      input: inputs[i],
      output: outputs[i],
      initial: Array.from(initial),
    })),
    notes: [
      ...starts.map(({ name, initial }) => `before the first step ${name} is ${initial.join(', ')}`),
      ...(origins ? ['x and y are float64, since the data lie far from zero'] : []),
    ],
  };
}
