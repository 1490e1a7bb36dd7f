/** Compares a network with outputs that its file carries, or that somebody kept. */
import { ImportError } from '../import/error.ts';
import type { Check, Imported } from '../import/index.ts';
import type { Network } from '../network/network.ts';
import { Evaluator } from '../train/evaluate.ts';

/** The largest difference, and where it is. */
export interface Difference {
  /** As a share of the largest output there. */
  readonly share: number;
  readonly stream: number;
  readonly step: number;
  readonly output: number;
}

/** A model that is off by more than this share was misread: files hold at least half floats. */
const MOST = 2e-3;

/** @throws ImportError if the streams have other widths than the model, or differ in length */
function checkShapes(checks: readonly Check[], network: Network, of: string): void {
  const { inputs, outputs } = network.spec;
  for (const [s, stream] of checks.entries()) {
    const where = checks.length > 1 ? `${of}: stream ${s}` : of;
    if (stream.inputs.length !== stream.outputs.length || stream.inputs.length === 0)
      throw new ImportError(
        `${where} has ${stream.inputs.length} steps of inputs and ${stream.outputs.length} of outputs: there must be as many, at least 1`,
      );
    const [x, y] = [stream.inputs, stream.outputs].map((rows) => rows[0].length);
    if (x !== inputs || y !== outputs)
      throw new ImportError(
        `${where} has ${x} inputs and ${y} outputs, the model has ${inputs} and ${outputs}`,
      );
  }
}

/** @param run the outputs of each step from the start, one after the other */
export function farthest(
  checks: readonly Check[],
  run: (inputs: Float64Array, steps: number) => ArrayLike<number>,
): Difference {
  const largest = (top: number, y: number): number => Math.max(top, Math.abs(y));
  const scale = checks.reduce(
    (top, { outputs }) => outputs.reduce((most, row) => row.reduce(largest, most), top),
    0,
  );
  let worst: Difference = { share: 0, stream: 0, step: 0, output: 0 };
  for (const [stream, { inputs, outputs }] of checks.entries()) {
    const given = run(Float64Array.from(inputs.flat()), inputs.length);
    for (const [step, row] of outputs.entries())
      for (const [output, y] of row.entries()) {
        const error = Math.abs(given[step * row.length + output] - y);
        const share = error === 0 ? 0 : error / scale;
        if (!(share <= worst.share)) worst = { share, stream, step, output };
      }
  }
  return worst;
}

/**
 * How far the network in float64 is from the outputs.
 * @param of what the outputs are, for messages
 * @throws ImportError if it is so far that the model was misread
 */
export function checkAgainst(
  checks: readonly Check[],
  { network, parameters, spec: { interval = 1 } }: Imported,
  of: string,
): Difference {
  checkShapes(checks, network, of);
  const evaluator = new Evaluator(network, parameters);
  const found = farthest(checks, (inputs, length) =>
    evaluator.outputs({
      ...{ length, inputs, targets: new Float64Array() },
      dt: new Float64Array(length).fill(interval),
    }),
  );
  if (found.share <= MOST) return found;
  const { stream, step, output, share } = found;
  throw new ImportError(
    `${of}: the model is off by ${share.toPrecision(3)} of the largest output, at step ${step}, output ${output}` +
      `${checks.length > 1 ? ` of stream ${stream}` : ''}: it was misread, or these are another model's; nothing is written`,
  );
}
