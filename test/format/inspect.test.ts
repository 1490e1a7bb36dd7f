import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { costConstants } from '../../src/format/cost-constants.ts';
import { predict, termsOf } from '../../src/format/cost-model.ts';
import { inspect as inspectBlob } from '../../src/format/inspect.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { trained } from './trained.ts';

const folder = temporary();

/** What the command prints for a file with these bytes. */
async function printed(bytes: Uint8Array, ...flags: string[]): Promise<string> {
  const file = join(folder, 'model.mns');
  writeFileSync(file, bytes);
  const { stdout, stderr } = await called(['inspect', file, ...flags]);
  return (stdout + stderr).trimEnd();
}

describe.each(trained)('meniscus inspect, %s', (_, blob) => {
  test('--json prints the object and the memory of the loaded model', async () => {
    const { file, memory, predicted, ...rest } = JSON.parse(await printed(blob, '--json'));
    const { memory: computed, ...found } = inspectBlob(blob);
    const { residentBytes, sessionBytes } = loadSync(blob).memory;
    expect(file).toMatch(/model\.mns$/);
    expect(rest).toEqual(found);
    expect(memory).toEqual({ resident: residentBytes, ...computed });
    expect(memory.session).toBe(sessionBytes);
    expect(predicted.nanoseconds).toBe(predict(termsOf(blob), costConstants.nanoseconds));
    expect(predicted.cpu).toBe(costConstants.cpu);
  });

  test('prints every instruction, tensor and region in a line of its own', async () => {
    const text = await printed(blob);
    const { instructions, tensors, arena, layers } = inspectBlob(blob);
    const [, facts, parts, program, weights, memory] = text.split('\n\n');
    expect(facts).toContain(`${layers[0].cell}, ${layers[0].units} units`);
    expect(facts).toMatch(/takes +about [\d,]+ ns on .+, Node \d+/);
    expect(parts.split('\n').at(-1)).toMatch(
      new RegExp(`^  total +${blob.length.toLocaleString('en')} B +100`),
    );
    expect(program.split('\n')).toHaveLength(2 + instructions.length);
    for (const { op } of instructions) expect(program).toContain(` ${op} `.trimEnd());
    expect(weights.split('\n')).toHaveLength(2 + tensors.length);
    expect(memory.split('\n')).toHaveLength(2 + arena.length);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});

test('a damaged blob is refused with the reason of the interpreter', async () => {
  const [, blob] = trained[0];
  const changed = blob.map((byte, i) => (i === 300 ? byte ^ 4 : byte));
  expect(await printed(changed)).toMatch(/^meniscus: .*model\.mns: the CRC-32 does not match/);
  expect(await printed(blob.slice(0, -9))).toMatch(/model\.mns: .*cut short/);
});

test('names, operands and loops are readable', () => {
  const { instructions } = inspectBlob(trained[0][1]);
  const loop = instructions.findIndex((i) => i.op === 'loop');
  const update = instructions.find((i) => i.op === 'semi-implicit')!;
  expect(update).toMatchObject({ out: 'h', loop, times: 3, n: 6 });
  expect(update.operands[0]).toBe('h');
  expect(instructions.filter((i) => i.out === 'output')).toMatchObject([{ loop: null, times: 1 }]);
  expect(instructions.filter((i) => i.out === 'probe tau')).toHaveLength(1);
});
