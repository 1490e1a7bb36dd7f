/** Damage to a blob that knows its fields: what gets past the checksum, and some of it past the tables. */
import * as L from '../../assembly/layout.ts';
import type { Random } from '../../src/data/random.ts';
import { opNames } from '../../src/format/read.ts';
import { seal } from '../format/corrupt.ts';

const pick = <T>(all: readonly T[], random: Random): T => all[random.integer(all.length)];

/** Numbers that checks are written around. */
const edges16 = [
  0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 63, 64, 255, 256, 0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff,
];
const edges32 = [...edges16, 0x7fff0, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_fff0, 0xffff_ffff];
const floats = [0, -0, 1e-45, 1e-38, 1, -1, 1e30, 3.4e38, Number.NaN, Number.POSITIVE_INFINITY];

const near = (value: number, random: Random): number => value + pick([-16, -4, -1, 1, 4, 16], random);

interface Part {
  readonly offset: number;
  readonly count: number;
  readonly size: number;
}

function parts(view: DataView): Record<'program' | 'tensors' | 'ports', Part> {
  const u32 = (at: number): number => view.getUint32(at, true);
  return {
    program: {
      offset: u32(L.HEADER_PROGRAM_OFFSET),
      count: u32(L.HEADER_INSTRUCTION_COUNT),
      size: L.INSTRUCTION_BYTES,
    },
    tensors: {
      offset: u32(L.HEADER_TENSORS_OFFSET),
      count: u32(L.HEADER_TENSOR_COUNT),
      size: L.TENSOR_BYTES,
    },
    ports: { offset: u32(L.HEADER_PORTS_OFFSET), count: u32(L.HEADER_PORT_COUNT), size: L.PORT_BYTES },
  };
}

type Kind = (view: DataView, random: Random) => void;

const u16At = (view: DataView, at: number, random: Random): void => {
  const old = view.getUint16(at, true);
  view.setUint16(at, (random.next() < 0.5 ? pick(edges16, random) : near(old, random)) & 0xffff, true);
};

const kinds: readonly Kind[] = [
  function header(view, random) {
    const at = 4 * random.integer(L.HEADER_BYTES / 4);
    const old = view.getUint32(at, true);
    view.setUint32(at, (random.next() < 0.5 ? pick(edges32, random) : near(old, random)) >>> 0, true);
  },
  function operation(view, random) {
    const { offset, count, size } = parts(view).program;
    view.setUint8(offset + size * random.integer(count), pick([...opNames.keys()], random));
  },
  function instruction(view, random) {
    const { offset, count, size } = parts(view).program;
    const at = offset + size * random.integer(count);
    const field = random.integer(11);
    if (field === 0) view.setUint8(at + L.INSTRUCTION_FORM, random.integer(32));
    else if (field === 10) view.setFloat32(at + L.INSTRUCTION_IMMEDIATE, pick(floats, random), true);
    else u16At(view, at + 2 * field, random);
  },
  function exchange(view, random) {
    const { offset, count, size } = parts(view).program;
    const [a, b] = [random.integer(count), random.integer(count)];
    for (let i = 0; i < size; i++) {
      const kept = view.getUint8(offset + a * size + i);
      view.setUint8(offset + a * size + i, view.getUint8(offset + b * size + i));
      view.setUint8(offset + b * size + i, kept);
    }
  },
  function operand(view, random) {
    const { offset, count, size } = parts(view).program;
    const from = offset + size * random.integer(count) + L.INSTRUCTION_OUT + 2 * random.integer(7);
    const to = offset + size * random.integer(count) + L.INSTRUCTION_OUT + 2 * random.integer(7);
    view.setUint16(to, view.getUint16(from, true), true);
  },
  function tensor(view, random) {
    const { offset, count, size } = parts(view).tensors;
    if (count > 0) u16At(view, offset + size * random.integer(count) + 2 * random.integer(size / 2), random);
  },
  function port(view, random) {
    const { offset, count, size } = parts(view).ports;
    u16At(view, offset + size * random.integer(count) + 2 * random.integer(size / 2), random);
  },
  function weights(view, random) {
    const [from, to] = [L.HEADER_WEIGHTS_OFFSET, L.HEADER_METADATA_OFFSET].map((at) =>
      view.getUint32(at, true),
    );
    for (let i = random.integer(6); i >= 0 && to - from >= 4; i--) {
      const at = from + 4 * random.integer(Math.floor((to - from) / 4));
      if (random.next() < 0.5) view.setFloat32(at, pick(floats, random), true);
      else view.setUint32(at, random.bits(), true);
    }
  },
  function initialState(view, random) {
    const at = view.getUint32(L.HEADER_INITIAL_OFFSET, true);
    const count = view.getUint32(L.HEADER_STATE_BYTES, true) / 4;
    for (let i = random.integer(4); i >= 0 && at > 0; i--) {
      const place = at + 4 * random.integer(count);
      const old = view.getFloat32(place, true);
      view.setFloat32(place, random.next() < 0.5 ? pick(floats, random) : 2 * old, true);
    }
  },
  function metadata(view, random) {
    const [from, bytes] = [L.HEADER_METADATA_OFFSET, L.HEADER_METADATA_BYTES].map((at) =>
      view.getUint32(at, true),
    );
    for (let i = random.integer(4); i >= 0 && bytes > 0; i--)
      view.setUint8(
        from + random.integer(bytes),
        pick([0, 9, 27, 34, 44, 58, 91, 92, 123, 125, 128, 255], random),
      );
  },
];

/** One to three fields of a good blob changed, and its checksum right again. */
export function damageFields(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let i = random.integer(3); i >= 0; i--) {
    try {
      pick(kinds, random)(view, random);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // an offset that was damaged before leads out of the bytes
    }
  }
  return seal(copy);
}
