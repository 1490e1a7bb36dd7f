import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { assemble, elman, leakyIntegrator, type Plan, seal } from './blob-builder.ts';

const network = assemble(elman(6));
const field = (bytes: Uint8Array, offset: number) => new DataView(bytes.buffer).getUint32(offset, true);

function refused(bytes: Uint8Array): MeniscusError {
  try {
    loadSync(bytes, { name: 'model.mns' });
  } catch (error) {
    expect(error).toBeInstanceOf(MeniscusError);
    expect((error as Error).message).toMatch(/^model\.mns: /);
    return error as MeniscusError;
  }
  throw new Error('the blob was accepted');
}

/** The blob with a field changed and its CRC made right again. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return seal(copy);
}

test('a download cut short anywhere says so', () => {
  for (let length = 0; length < network.length; length++) {
    const { code } = refused(network.subarray(0, length));
    expect(code).toBe(length < 4 ? 'format' : 'truncated');
  }
  const weights = field(network, layout.HEADER_WEIGHTS_OFFSET);
  const end = weights + 4 * 6 * 23;
  expect(refused(network.subarray(0, end - 8)).message).toBe(
    `model.mns: tensor 0 ends at byte ${end} but the file has ${end - 8}: the download is cut short`,
  );
  expect(refused(network.subarray(0, network.length - 1)).message).toBe(
    `model.mns: the blob ends at byte ${network.length.toLocaleString('en')} but the file has ` +
      `${(network.length - 1).toLocaleString('en')}: the download is cut short`,
  );
  expect(refused(Uint8Array.of(...network, 0)).message).toContain('something was appended');
});

test('any changed byte is found', () => {
  fc.assert(
    fc.property(fc.nat(network.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const copy = network.slice();
      copy[at] ^= flip;
      const { code } = refused(copy);
      // another version that is read
      const readable = at === 4 && copy[at] >= layout.OLDEST_VERSION && copy[at] <= layout.VERSION;
      const special = at < 4 ? 'format' : at < 8 ? 'version' : at < 12 ? 'truncated' : 'checksum';
      expect(code).toBe(readable ? 'checksum' : special);
    }),
  );
});

test('no changed byte under a right CRC does more than be refused or run', () => {
  const inputs = new Float32Array(17).fill(0.5);
  fc.assert(
    fc.property(fc.nat(network.length - 1), fc.nat(255), (at, value) => {
      const copy = network.slice();
      copy[at] = value;
      try {
        const model = loadSync(seal(copy));
        if (model.inputs <= 17) model.session().step(inputs.subarray(0, model.inputs));
      } catch (error) {
        expect(error).toBeInstanceOf(MeniscusError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('other files are recognised', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const files: [Uint8Array, string][] = [
    [new Uint8Array(0), 'the file is empty'],
    [
      text('  <html><body>404</body></html>'),
      'this is a web page ("<html><body>404</body></html>"), not a model',
    ],
    [text('Not found'), 'this is text ("Not found"), not a model'],
    [text(`{"error":"${'x'.repeat(200)}"}`), 'this is text ("{"error":"'],
    [text('version https://git-lfs.github.com/spec/v1\n'), 'run git lfs pull'],
    [Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), 'this is WebAssembly'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'decompress it first'],
    [Uint8Array.of(1, 2, 3, 4, 250, 251), 'no "MNSC" at its start'],
  ];
  for (const [bytes, message] of files) {
    const error = refused(bytes);
    expect(error.code).toBe('format');
    expect(error.message).toContain(message);
  }
});

test('each wrong field is named', () => {
  const at = (bytes: Uint8Array, section: number, entry = 0) => field(bytes, section) + entry;
  const program = at(network, layout.HEADER_PROGRAM_OFFSET);
  const tensors = at(network, layout.HEADER_TENSORS_OFFSET);
  const ports = at(network, layout.HEADER_PORTS_OFFSET);
  const weights = at(network, layout.HEADER_WEIGHTS_OFFSET);
  const cases: [(view: DataView) => void, string][] = [
    [(v) => v.setUint32(layout.HEADER_ARENA_BYTES, 17, true), 'header field "arena bytes" (byte 52) is 17'],
    [
      (v) => v.setUint32(layout.HEADER_ORIGINS_OFFSET, 1, true),
      'header field "origin table offset" (byte 72) is 1',
    ],
    [
      (v) => v.setUint32(layout.HEADER_INITIAL_OFFSET, 1, true),
      'header field "initial state offset" (byte 76) is 1',
    ],
    [(v) => v.setUint32(layout.HEADER_PROGRAM_OFFSET, 84, true), 'header field "program offset"'],
    [(v) => v.setUint8(tensors + layout.TENSOR_TYPE, 9), 'tensor "W": field "type" of the tensor table'],
    [
      (v) => v.setUint16(tensors + layout.TENSOR_BYTES + layout.TENSOR_ROWS, 0, true),
      'tensor "b": field "rows"',
    ],
    [
      (v) => v.setFloat32(weights + 4 * (2 * 23 + 5), Number.NaN, true),
      'tensor "W": the weight at row 2, column 5 is not finite',
    ],
    [(v) => v.setUint16(ports + layout.PORT_KIND, 99, true), 'port "u": field "kind" of the port table'],
    [
      (v) => v.setUint32(ports + 2 * layout.PORT_BYTES + layout.PORT_OFFSET, 8, true),
      'port "y": field "offset"',
    ],
    [
      (v) => v.setUint8(program + layout.INSTRUCTION_OP, 255),
      'instruction 0 (opcode 255): field "op" is wrong',
    ],
    [
      (v) => v.setUint16(program + layout.INSTRUCTION_BYTES + layout.INSTRUCTION_IN, 0x8009, true),
      'instruction 1 (affine): field "in0" is wrong',
    ],
    [
      (v) => v.setUint16(program + 2 * layout.INSTRUCTION_BYTES + layout.INSTRUCTION_OUT, 0x7000, true),
      'instruction 2 (tanh): field "out" is wrong',
    ],
    [
      (v) => v.setUint32(layout.HEADER_MULTIPLY_ADDS, 1, true),
      'the program needs 138 multiply-adds and 6 transcendentals a step, the header says 1 and 6',
    ],
  ];
  for (const [change, message] of cases) {
    const error = refused(changed(network, change));
    expect(error.message).toContain(message);
    expect(error.code).toBe('corrupt');
  }
  const newer = refused(changed(network, (v) => v.setUint32(layout.HEADER_VERSION, 5, true)));
  expect(newer.code).toBe('version');
  expect(newer.message).toContain(
    'the blob has format version 5; this runtime reads version 1 to 4: get a release',
  );
  const older = refused(changed(network, (v) => v.setUint32(layout.HEADER_VERSION, 0, true)));
  expect(older.message).toContain(
    'format version 0; this runtime reads version 1 to 4: export the model again',
  );
  const q8 = assemble(elman(6, true));
  const scale = at(q8, layout.HEADER_WEIGHTS_OFFSET) + 4 * 3;
  expect(refused(changed(q8, (v) => v.setFloat32(scale, -1, true))).message).toContain(
    'tensor "W": the scale of row 3',
  );
});

test('a loop without an end, and names that are missing', () => {
  const plan: Plan = leakyIntegrator(0.5, 4);
  const endless = { ...plan, program: plan.program.filter(({ op }) => op !== layout.OP_END) };
  expect(refused(assemble(endless)).message).toContain('instruction 1 (loop): loops must not nest');
  const nameless = { ...plan, tensors: [{ rows: 1, data: [Infinity] }] };
  expect(refused(assemble(nameless)).message).toContain('tensor 0: the weight at row 0, column 0');
});
