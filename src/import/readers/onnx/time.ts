/** The input that is the time since the last step. */
import type { Build } from './build.ts';
import { Failure } from './interpret.ts';
import type { Port } from './model.ts';
import { Refusal } from './refusal.ts';
import { sizeOf, stream, type Tensor } from './tensor.ts';
import { sizeInStep } from './ways.ts';

/** The time since the last step: one number. @throws Failure for more */
export function timeIn(build: Build, { name, dims }: Port): Tensor {
  const shape = (dims ?? []).map(sizeInStep);
  if (sizeOf(shape) !== 1) throw new Failure(new Refusal(`input "${name}"`, 'the time is one number'), 0);
  build.time = build.graph.dt();
  return stream(shape, { kind: 'picked', values: [build.time], at: Int32Array.of(0) });
}
