/** No file, however damaged, is run; and none that someone sealed again makes the interpreter leave its bounds. */

import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { Random } from '../../src/data/random.ts';
import { inspect } from '../../src/format/inspect.ts';
import { load, loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { sized } from '../full.ts';
import { type CheckedMachine, floats, fresh, moduleOf, open } from '../interpreter/builds.ts';
import { damage, seal } from './corrupt.ts';
import { trained } from './trained.ts';

const COUNT = sized({ always: 500, nightly: 2000 });
const seeds = trained.map(([name, blob], i): [string, Uint8Array, number] => [name, blob, 1000 + i]);

/** A message that helps names a field, an entry, a length, a checksum, or what the file is instead. */
const named =
  /"\w[^"]*"|CRC-32|format version|ends at byte|header takes|this is |is empty|instruction \d|needs [\d,]+/;

describe(`${COUNT} damaged copies are refused`, { timeout: 60_000 }, () => {
  test.each(seeds)('%s by open', (_, blob, seed) => {
    const random = new Random(seed);
    for (let i = 0; i < COUNT; i++) {
      const { what, bytes } = damage(blob, random);
      expect(open(fresh('simd'), bytes), `seed ${seed}, ${i}: ${what}`).not.toBe(L.OK);
    }
  });

  test.each(seeds)('%s by load, with a reason', async (_, blob, seed) => {
    const random = new Random(seed);
    const refused = (error: unknown, where: string): void => {
      expect(error, where).toBeInstanceOf(MeniscusError);
      const { message, code } = error as MeniscusError;
      expect(message, where).toMatch(named);
      expect(message, where).toMatch(/^fuzz\.mns: /);
      expect(['format', 'version', 'truncated', 'checksum', 'corrupt'], where).toContain(code);
    };
    for (let i = 0; i < COUNT; i++) {
      const { what, bytes } = damage(blob, random);
      const where = `seed ${seed}, ${i}: ${what}`;
      const options = { name: 'fuzz.mns', interpreter: moduleOf('simd') };
      // every tenth also through the other entry
      if (i % 10 === 0) refused(await load(bytes, options).catch((error) => error), where);
      try {
        loadSync(bytes, options);
      } catch (error) {
        refused(error, where);
        continue;
      }
      expect.fail(where);
    }
  });
});

/** Runs three steps with ordinary inputs in the checked build, whose work has to be what the header says. */
function runChecked(machine: CheckedMachine, blob: Uint8Array, where: string): void {
  const header = new DataView(blob.buffer, blob.byteOffset);
  const session = machine.session() >>> 0;
  expect(session, where).not.toBe(0);
  let entry = 0;
  for (let i = 0; (entry = machine.port(i) >>> 0) !== 0; i++) {
    const port = new DataView(machine.memory.buffer, entry, L.PORT_BYTES);
    if (port.getUint16(L.PORT_KIND, true) === L.PORT_INPUT) break;
  }
  const [length, offset] = [
    new DataView(machine.memory.buffer).getUint16(entry + L.PORT_LENGTH, true),
    new DataView(machine.memory.buffer).getUint32(entry + L.PORT_OFFSET, true),
  ];
  for (let step = 0; step < 3; step++) {
    const input = floats(machine, session + offset, length);
    for (let i = 0; i < length; i++) input[i] = Math.sin(step + i);
    machine.resetCounters();
    expect([L.OK, L.ERROR_RESULT], where).toContain(machine.step(session, 0.5));
    expect([machine.multiplyAdds() >>> 0, machine.transcendentals() >>> 0], where).toEqual([
      header.getUint32(L.HEADER_MULTIPLY_ADDS, true),
      header.getUint32(L.HEADER_TRANSCENDENTALS, true),
    ]);
  }
}

/** What the interpreter accepts can be inspected, unless its metadata are no JSON, which do not concern the interpreter. */
function checkInspection(bytes: Uint8Array, where: string): void {
  try {
    const found = inspect(bytes);
    expect(found.work, where).toMatchObject({
      multiplyAdds: found.header.multiplyAdds,
      transcendentals: found.header.transcendentals,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    expect(error.message, where).toMatch(/^metadata: /);
  }
}

describe(`${COUNT} damaged copies with a right CRC are refused or run within bounds`, {
  timeout: 60_000,
}, () => {
  test.each(seeds)('%s', (_, blob, seed) => {
    const random = new Random(seed);
    let opened = 0;
    for (let i = 0; i < COUNT; i++) {
      const { what, bytes } = damage(blob, random);
      seal(bytes, { length: bytes.length !== blob.length });
      const where = `seed ${seed}, ${i}: ${what}`;
      try {
        const machine = fresh('checked');
        if (open(machine, bytes) !== L.OK) continue;
        opened++;
        runChecked(machine, bytes, where);
        checkInspection(bytes, where);
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) expect.fail(`${where}: ${error.message}`);
        throw error;
      }
    }
    // weights and metadata may be anything, so that many open, and the tables may not, so that many do not
    expect(opened).toBeGreaterThan(COUNT / 20);
    expect(opened).toBeLessThan((COUNT * 19) / 20);
  });
});
