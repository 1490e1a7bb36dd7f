import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { assemble } from './assemble.ts';
import { floats, fresh, open } from './builds.ts';
import { changed, header, patched, refusal } from './refusal.ts';
import { ARENA, H, INPUT, N, OUTPUT, STATE, sample } from './sample.ts';

describe('the envelope', () => {
  const blob = assemble(sample());

  it('may not be cut short or longer', () => {
    for (const bytes of [0, 3, 79, 80, blob.length - 1]) {
      expect(refusal(blob.slice(0, bytes))[0]).toBe(L.ERROR_TRUNCATED);
    }
    expect(refusal(Uint8Array.from([...blob, 0]))[0]).toBe(L.ERROR_LENGTH);
  });

  it('has magic, version and CRC', () => {
    expect(refusal(header(L.HEADER_MAGIC, 7))).toEqual([L.ERROR_MAGIC, 7, 0]);
    for (const version of [0, 5])
      expect(refusal(header(L.HEADER_VERSION, version))).toEqual([L.ERROR_VERSION, version, 0]);
    for (let i = 8; i < blob.length; i += 13) {
      if (i < 12) continue;
      const flipped = blob.slice();
      flipped[i] ^= 16;
      expect(refusal(flipped)[0]).toBe(L.ERROR_CRC);
    }
  });
});

describe('the header', () => {
  const hostile = [1, 0x80, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

  it.each([
    L.HEADER_PROGRAM_OFFSET,
    L.HEADER_TENSORS_OFFSET,
    L.HEADER_PORTS_OFFSET,
    L.HEADER_WEIGHTS_OFFSET,
    L.HEADER_METADATA_OFFSET,
    L.HEADER_METADATA_BYTES,
    L.HEADER_STATE_OFFSET,
    L.HEADER_ORIGINS_OFFSET,
    L.HEADER_INITIAL_OFFSET,
  ])('refuses wrong values of the field at byte %d', (field) => {
    for (const value of hostile) expect(refusal(header(field, value))[0]).not.toBe(L.OK);
  });

  it.each([L.HEADER_INSTRUCTION_COUNT, L.HEADER_TENSOR_COUNT, L.HEADER_PORT_COUNT])(
    'refuses wrong counts at byte %d',
    (field) => {
      for (const value of [0, 100, ...hostile.slice(2)]) {
        expect(refusal(header(field, value))[0]).not.toBe(L.OK);
      }
    },
  );

  it.each([
    ['an arena of 4 GB', L.HEADER_ARENA_BYTES, 0xfffffff0, L.HEADER_ARENA_BYTES],
    ['an arena above the limit', L.HEADER_ARENA_BYTES, L.MAX_ARENA_BYTES + 16, L.HEADER_ARENA_BYTES],
    ['an arena of part vectors', L.HEADER_ARENA_BYTES, ARENA + 4, L.HEADER_ARENA_BYTES],
    ['a state block outside the arena', L.HEADER_STATE_BYTES, ARENA, L.HEADER_STATE_BYTES],
    ['a state block of 4 GB', L.HEADER_STATE_BYTES, 0xfffffff0, L.HEADER_STATE_BYTES],
    ['a table of origins before its version', L.HEADER_ORIGINS_OFFSET, 16, L.HEADER_ORIGINS_OFFSET],
    ['an initial state before its version', L.HEADER_INITIAL_OFFSET, 1, L.HEADER_INITIAL_OFFSET],
    ['a tensor count beyond the operands', L.HEADER_TENSOR_COUNT, 0x8000, L.HEADER_TENSOR_COUNT],
  ])('refuses %s and says where', (_, field, value, detail) => {
    expect(refusal(header(field, value))).toEqual([L.ERROR_HEADER, detail, 0]);
  });

  it('refuses padding that is not zero', () => {
    const model = sample();
    const gap = L.HEADER_BYTES + model.program.length * L.INSTRUCTION_BYTES;
    expect(gap % 16).not.toBe(0);
    expect(refusal(patched((_, blob) => blob.fill(1, gap, gap + 1)))).toEqual([
      L.ERROR_HEADER,
      L.HEADER_TENSORS_OFFSET,
      0,
    ]);
  });

  it('refuses other work than that of the program', () => {
    const { multiplyAdds = 0, transcendentals = 0 } = sample();
    expect(refusal(header(L.HEADER_MULTIPLY_ADDS, multiplyAdds + 1))).toEqual([
      L.ERROR_WORK,
      multiplyAdds,
      transcendentals,
    ]);
    expect(refusal(header(L.HEADER_TRANSCENDENTALS, 0))[0]).toBe(L.ERROR_WORK);
  });
});

describe('tensors', () => {
  const entry = (i: number, field: number) => (view: DataView) =>
    view.getUint32(L.HEADER_TENSORS_OFFSET, true) + i * L.TENSOR_BYTES + field;

  it.each([
    ['an unknown type', 0, L.TENSOR_TYPE, 6, 8],
    ['a q8 vector', 2, L.TENSOR_TYPE, 1, 8],
    ['an unknown kind', 0, L.TENSOR_KIND, 7, 8],
    ['no rows', 0, L.TENSOR_ROWS, 0, 16],
    ['a vector of two columns', 2, L.TENSOR_COLUMNS, 2, 16],
    ['one segment, which is none', 0, L.TENSOR_SEGMENTS, 1, 16],
    ['segments of unequal length', 0, L.TENSOR_SEGMENTS, 2, 16],
    ['an offset that is not aligned', 0, L.TENSOR_OFFSET, 2, 32],
    ['an offset far outside', 0, L.TENSOR_OFFSET, 0xfffffffc, 32],
    ['other bytes than the shape', 0, L.TENSOR_BYTES_FIELD, 44, 32],
    ['huge bytes', 0, L.TENSOR_BYTES_FIELD, 0xffffffff, 32],
  ])('refuse %s', (_, i, field, value, size) => {
    const blob = patched((view) => {
      const offset = entry(i, field)(view);
      if (size === 8) view.setUint8(offset, value);
      else if (size === 16) view.setUint16(offset, value, true);
      else view.setUint32(offset, value, true);
    });
    const refused = refusal(blob);
    expect(refused.slice(0, 2)).toEqual([L.ERROR_TENSOR, i]);
    if (field !== L.TENSOR_ROWS) expect(refused[2]).toBe(field);
  });

  it('refuse to use the same weights many times over', () => {
    const blob = patched((view) => {
      for (let i = 1; i < 6; i++) {
        for (let j = 0; j < 16; j += 4) {
          view.setUint32(entry(i, j)(view), view.getUint32(entry(1, j)(view), true), true);
        }
      }
    });
    expect(refusal(blob)).toEqual([L.ERROR_TENSOR, 2, L.TENSOR_BYTES_FIELD]);
  });

  it('refuse weights that are not finite', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(changed(({ tensors }) => void (tensors![1].values[7] = bad)))).toEqual([
        L.ERROR_WEIGHT,
        1,
        7,
      ]);
    }
  });

  it('refuse q8 scales that are negative or not finite, bytes of −128 and products that overflow', () => {
    const q8 = 4;
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(changed(({ tensors }) => void (tensors![q8].scales![1] = bad)))).toEqual([
        L.ERROR_WEIGHT,
        q8,
        1,
      ]);
    }
    expect(refusal(changed(({ tensors }) => void (tensors![q8].values[6] = -128)))).toEqual([
      L.ERROR_WEIGHT,
      q8,
      9,
    ]);
    expect(refusal(changed(({ tensors }) => void (tensors![q8].scales![0] = 3e38)))[0]).toBe(L.ERROR_WEIGHT);
  });
});

describe('ports', () => {
  const [DT, OUT, STATE_PORT, COMPENSATION_PORT] = [1, 2, 3, 4];
  it.each([
    ['an unknown kind', 5, { kind: 6 }, L.PORT_KIND],
    ['a second input', 5, { kind: L.PORT_INPUT }, L.PORT_KIND],
    ['no floats', 0, { length: 0 }, L.PORT_LENGTH],
    ['two dts in one', DT, { length: 2 }, L.PORT_LENGTH],
    ['an offset inside a vector', OUT, { offset: OUTPUT + 4 }, L.PORT_OFFSET],
    ['an end past the arena', OUT, { length: 65535 }, L.PORT_LENGTH],
    ['an offset past the arena', OUT, { offset: 0x80000000 }, L.PORT_OFFSET],
    ['a state outside the state block', STATE_PORT, { offset: INPUT }, L.PORT_OFFSET],
    ['a compensation behind no state', COMPENSATION_PORT, { offset: STATE }, L.PORT_OFFSET],
    ['a compensation of another length', COMPENSATION_PORT, { length: H + 1 }, L.PORT_LENGTH],
  ])('refuse %s', (_, i, change, field) => {
    expect(refusal(changed(({ ports }) => Object.assign(ports[i], change)))).toEqual([
      L.ERROR_PORT,
      i,
      field,
    ]);
  });

  it.each([0, 1, 2, 3])('refuse a table without port kind %d', (i) => {
    const blob = changed(({ ports }) => Object.assign(ports[i], { kind: L.PORT_PROBE }));
    expect(refusal(blob)[0]).toBe(L.ERROR_PORT);
  });

  it('are checked in linear time', () => {
    const many = changed(({ ports }) => {
      for (let i = 0; i < 50_000; i++) ports.push({ ...ports[5] }, { ...ports[5] });
    });
    expect(refusal(many)[0]).toBe(L.OK);
  });
});

describe('any change of bytes', () => {
  const length = assemble(sample()).length;
  const edits = fc.array(
    fc.tuple(fc.integer({ min: 16, max: length - 1 }), fc.integer({ min: 0, max: 255 })),
    { minLength: 1, maxLength: 4 },
  );

  test.prop([edits], { numRuns: 3000 })(
    'is refused, or runs within the bounds of the checked build',
    (list) => {
      const blob = patched((_, bytes) => {
        for (const [offset, value] of list) bytes[offset] = value;
      });
      const machine = fresh('checked');
      if (open(machine, blob) !== L.OK) return;
      const session = machine.session();
      floats(machine, session + INPUT, N).set([1, -1]);
      expect([L.OK, L.ERROR_RESULT, L.ERROR_INPUT]).toContain(machine.step(session, 0.1));
    },
  );
});
