/** What the interpreter says to a blob, and blobs that differ from the sample in one respect. */
import { assemble, type Instruction, type Model, seal } from './assemble.ts';
import { fresh, open } from './builds.ts';
import { sample } from './sample.ts';

/** Opens a blob; the status and its details. */
export function refusal(blob: Uint8Array, unfolds = 0): number[] {
  const machine = fresh('simd');
  const status = open(machine, blob, unfolds);
  return [status, machine.detail(0), machine.detail(1)];
}

/** The sample with its bytes changed and the CRC made right again. */
export function patched(change: (view: DataView, blob: Uint8Array) => void): Uint8Array {
  const blob = assemble(sample());
  change(new DataView(blob.buffer), blob);
  return seal(blob);
}

export const header = (field: number, value: number) => patched((view) => view.setUint32(field, value, true));

/** The sample with its model changed. */
export function changed(change: (model: Model) => void): Uint8Array {
  const model = structuredClone(sample());
  change(model);
  return assemble(model);
}

export const instruction = (i: number, change: Partial<Instruction>) =>
  changed((model) => {
    model.program[i] = { ...model.program[i], ...change };
  });
