import { checkBlob, checkUnfolds } from '../blob';
import { crc32 } from '../blob/crc32';
import { signature } from '../blob/signatures';
import {
  ERROR_CRC, ERROR_HEADER, ERROR_INSTRUCTION, ERROR_LENGTH, ERROR_LOOP, ERROR_MAGIC, ERROR_PORT, ERROR_TRUNCATED,
  ERROR_UNFOLDS, ERROR_VERSION, ERROR_WORK, HEADER_ARENA_BYTES, HEADER_BYTES, HEADER_CRC, HEADER_INSTRUCTION_COUNT,
  HEADER_MAGIC, HEADER_METADATA_OFFSET, HEADER_PORT_COUNT, HEADER_PORTS_OFFSET, HEADER_PROGRAM_OFFSET,
  HEADER_STATE_BYTES, HEADER_STATE_OFFSET, HEADER_TENSORS_OFFSET, HEADER_TOTAL_BYTES, HEADER_TRANSCENDENTALS,
  HEADER_VERSION, HEADER_WEIGHTS_OFFSET, INSTRUCTION_BYTES, INSTRUCTION_IN, INSTRUCTION_N, INSTRUCTION_OP,
  INSTRUCTION_OUT, MAGIC, OK, OP_COPY, OP_END, OP_LOOP, OP_TANH, OPERAND_NONE, OPERANDS, PORT_BYTES, PORT_DT,
  PORT_INPUT, PORT_KIND, PORT_LENGTH, PORT_OFFSET, PORT_OUTPUT, PORT_STATE, VERSION,
} from '../layout';

/** The checks use a little memory behind the blob. */
const BLOB: usize = memory.data(4096, 16);
const PROGRAM: usize = BLOB + HEADER_BYTES;
const PORTS: usize = PROGRAM + 4 * INSTRUCTION_BYTES;
const BYTES: u32 = HEADER_BYTES + 4 * INSTRUCTION_BYTES + 4 * PORT_BYTES;

function header(field: usize, value: u32): void {
  store<u32>(BLOB + field, value);
}

function instruction(i: usize, op: i32, n: i32, out: i32, a: i32): void {
  const to = PROGRAM + i * INSTRUCTION_BYTES;
  memory.fill(to, 0, INSTRUCTION_BYTES);
  store<u8>(to, op, INSTRUCTION_OP);
  store<u16>(to, n, INSTRUCTION_N);
  store<u16>(to, out, INSTRUCTION_OUT);
  for (let j = 0; j < OPERANDS; j++) store<u16>(to + (j << 1), j == 0 ? a : OPERAND_NONE, INSTRUCTION_IN);
}

function port(i: usize, kind: i32, length: i32, offset: u32): void {
  const to = PORTS + i * PORT_BYTES;
  store<u16>(to, kind, PORT_KIND);
  store<u16>(to, length, PORT_LENGTH);
  store<u32>(to, offset, PORT_OFFSET);
}

/** loop 3 { h = tanh(x) }, out = copy(h): input at 0, dt at 16, state at 32, output at 48, substep at 64. */
function compose(): void {
  memory.fill(BLOB, 0, BYTES);
  header(HEADER_MAGIC, MAGIC);
  header(HEADER_VERSION, VERSION);
  header(HEADER_TOTAL_BYTES, BYTES);
  header(HEADER_INSTRUCTION_COUNT, 4);
  header(HEADER_PORT_COUNT, 4);
  header(HEADER_PROGRAM_OFFSET, HEADER_BYTES);
  header(HEADER_TENSORS_OFFSET, <u32>(PORTS - BLOB));
  header(HEADER_PORTS_OFFSET, <u32>(PORTS - BLOB));
  header(HEADER_WEIGHTS_OFFSET, BYTES);
  header(HEADER_METADATA_OFFSET, BYTES);
  header(HEADER_ARENA_BYTES, 96);
  header(HEADER_STATE_OFFSET, 32);
  header(HEADER_STATE_BYTES, 16);
  header(HEADER_TRANSCENDENTALS, 12);
  instruction(0, OP_LOOP, 3, 4, 1);
  instruction(1, OP_TANH, 4, 2, 0);
  instruction(2, OP_END, 0, OPERAND_NONE, OPERAND_NONE);
  instruction(3, OP_COPY, 4, 3, 2);
  port(0, PORT_INPUT, 4, 0);
  port(1, PORT_DT, 1, 16);
  port(2, PORT_OUTPUT, 4, 48);
  port(3, PORT_STATE, 4, 32);
}

function checked(bytes: u32 = BYTES): i32 {
  const crc = crc32(0xffffffff, BLOB, BLOB + HEADER_CRC);
  header(HEADER_CRC, ~crc32(crc, BLOB + HEADER_CRC + 4, BLOB + BYTES));
  return checkBlob(BLOB, bytes);
}

describe('CRC-32', () => {
  it('has the check value of its polynomial', () => {
    const text = String.UTF8.encode('123456789');
    const start = changetype<usize>(text);
    expect(~crc32(0xffffffff, start, start + 9)).toBe(0xcbf43926);
  });
});

describe('the signatures', () => {
  it('exist for exactly the 42 operations, and for no form that is none', () => {
    let count = 0;
    let forms = 0;
    for (let op: u32 = 0; op < 256; op++) {
      count += i32(signature(op, 0) != 0);
      for (let form: u32 = 1; form < 256; form++) forms += i32(signature(op, form) != 0);
    }
    expect(count).toBe(43);
    // one of four binaries, two of lerp, four of four operations on fields, eleven activations of a fraction
    expect(forms).toBe(4 + 2 + 16 + 11);
  });
});

describe('the checks of a blob', () => {
  beforeEach(compose);

  it('accept a correct one', () => {
    expect(checked()).toBe(OK);
    expect(checkUnfolds(BLOB, 3)).toBe(OK);
    expect(checkUnfolds(BLOB, 4)).toBe(ERROR_UNFOLDS);
  });

  it('refuse a wrong envelope', () => {
    expect(checked(79)).toBe(ERROR_TRUNCATED);
    expect(checked(BYTES - 1)).toBe(ERROR_TRUNCATED);
    expect(checked(BYTES + 1)).toBe(ERROR_LENGTH);
    header(HEADER_VERSION, VERSION + 1);
    expect(checked()).toBe(ERROR_VERSION);
    header(HEADER_MAGIC, 1);
    expect(checked()).toBe(ERROR_MAGIC);
    compose();
    checked();
    store<u8>(PORTS, 9);
    expect(checkBlob(BLOB, BYTES)).toBe(ERROR_CRC);
  });

  it('refuse sections that overlap and an arena that is too large', () => {
    header(HEADER_PORTS_OFFSET, HEADER_BYTES);
    expect(checked()).toBe(ERROR_HEADER);
    compose();
    header(HEADER_ARENA_BYTES, 0xfffffff0);
    expect(checked()).toBe(ERROR_HEADER);
    compose();
    header(HEADER_INSTRUCTION_COUNT, 0x80000000);
    expect(checked()).toBe(ERROR_HEADER);
  });

  it('refuse operands outside the arena, unknown operations and unbalanced loops', () => {
    instruction(1, OP_TANH, 4, 6, 0);
    expect(checked()).toBe(ERROR_INSTRUCTION);
    instruction(1, 99, 4, 2, 0);
    expect(checked()).toBe(ERROR_INSTRUCTION);
    compose();
    instruction(2, OP_COPY, 4, 3, 2);
    expect(checked()).toBe(ERROR_LOOP);
  });

  it('refuse wrong work and missing ports', () => {
    header(HEADER_TRANSCENDENTALS, 11);
    expect(checked()).toBe(ERROR_WORK);
    compose();
    port(3, PORT_OUTPUT, 4, 32);
    expect(checked()).toBe(ERROR_PORT);
  });
});
