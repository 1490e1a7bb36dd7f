/**
 * The binary contract between the compiler (TypeScript) and the interpreter (AssemblyScript): offsets, opcodes and
 * status codes. Both sides import this file, so it has only untyped integer constants. `docs/format.md` says what the
 * numbers mean.
 */

// --- header (little-endian u32 fields, byte offsets) -------------------------------------------------------------
export const MAGIC = 0x4353_4e4d; // the bytes "MNSC"
export const VERSION = 4; // the newest that the interpreter reads: a draft
export const VERSION_WRITTEN = 3; // written for every blob that needs nothing newer
export const VERSION_ORIGINS = 4; // from here on, inputs and outputs may have origins
export const VERSION_INITIAL = 4; // from here on, states may start at other numbers than 0
export const VERSION_FLUSHED = 3; // from here on, states below 2⁻¹⁰⁰ in size are 0 after a step
export const OLDEST_VERSION = 1;
export const HEADER_MAGIC = 0;
export const HEADER_VERSION = 4;
export const HEADER_TOTAL_BYTES = 8;
export const HEADER_CRC = 12; // CRC-32 (IEEE) of every byte of the blob except these four
export const HEADER_INSTRUCTION_COUNT = 16;
export const HEADER_TENSOR_COUNT = 20;
export const HEADER_PORT_COUNT = 24;
export const HEADER_PROGRAM_OFFSET = 28;
export const HEADER_TENSORS_OFFSET = 32;
export const HEADER_PORTS_OFFSET = 36;
export const HEADER_WEIGHTS_OFFSET = 40;
export const HEADER_METADATA_OFFSET = 44;
export const HEADER_METADATA_BYTES = 48;
export const HEADER_ARENA_BYTES = 52;
export const HEADER_STATE_OFFSET = 56; // in the arena; all states and compensations lie there, side by side
export const HEADER_STATE_BYTES = 60;
export const HEADER_MULTIPLY_ADDS = 64; // per step, loops included
export const HEADER_TRANSCENDENTALS = 68; // per step, loops included
export const HEADER_ORIGINS_OFFSET = 72; // 0 without origins, as in every version before VERSION_ORIGINS
export const HEADER_INITIAL_OFFSET = 76; // 0 where all states start at 0, as in every version before VERSION_INITIAL
export const HEADER_BYTES = 80;

// --- instruction -------------------------------------------------------------------------------------------------
export const INSTRUCTION_OP = 0; // u8
export const INSTRUCTION_FORM = 1; // u8, the variant of the operation; 0 if it has only one
export const INSTRUCTION_N = 2; // u16
export const INSTRUCTION_K = 4; // u16
export const INSTRUCTION_OUT = 6; // u16 operand
export const INSTRUCTION_IN = 8; // six u16 operands
export const INSTRUCTION_IMMEDIATE = 20; // f32; for affine four u8, the activation of each segment
export const INSTRUCTION_BYTES = 24;
export const OPERANDS = 6;
/** An operand is an arena offset divided by 16, or, with this bit, the index of a tensor. */
export const OPERAND_TENSOR = 0x8000;
/** The value of an operand that the operation does not use. */
export const OPERAND_NONE = 0xffff;
export const MAX_ARENA_BYTES = 0x7fff0;

// --- tensor ------------------------------------------------------------------------------------------------------
export const TENSOR_TYPE = 0; // u8, as weight-types.ts lists them
export const TENSOR_KIND = 1; // u8
export const TENSOR_ROWS = 2; // u16
export const TENSOR_COLUMNS = 4; // u16
export const TENSOR_SEGMENTS = 6; // u16, number of equal segments of the rows; 0: one
export const TENSOR_OFFSET = 8; // u32, from the start of the weights section, a multiple of 4
export const TENSOR_BYTES_FIELD = 12; // u32
export const TENSOR_BYTES = 16;
/** The most segments of a tensor's rows, each with its own activation. */
export const MAX_SEGMENTS = 4;
/** The largest sum of |quantised values| in a row of an i16 matrix: times 32,767 it still fits an i32. */
export const MAX_ROW_LEVELS = 65535;
export const KIND_VECTOR = 0; // f32 only
export const KIND_MATRIX = 1; // a matrix for affine
export const KIND_PANEL_SPARSE = 2; // a sparse matrix for affine, in blocks
export const KIND_ROWS = 3; // a matrix for dot
export const KIND_LEVELS = 4; // an i16 matrix for affine-levels
export const KIND_SYNAPSES = 5; // slopes, offsets and two weights, for synapses
export const KIND_SYNAPSES_SPARSE = 6; // the same, sparse, in blocks

// --- port --------------------------------------------------------------------------------------------------------
export const PORT_KIND = 0; // u16
export const PORT_LENGTH = 2; // u16, in floats
export const PORT_OFFSET = 4; // u32, in bytes from the start of the arena, a multiple of 16
export const PORT_BYTES = 8;
export const PORT_INPUT = 0;
export const PORT_DT = 1;
export const PORT_OUTPUT = 2;
export const PORT_STATE = 3;
export const PORT_COMPENSATION = 4;
export const PORT_PROBE = 5;

// --- origin: an entry for each float of the input, then for each of the output ------------------------------------
export const ORIGIN_VALUE = 0; // f64: the program sees f32(x − origin); a host outputs origin + y
export const ORIGIN_DEVIATION = 8; // f64, of the training data; 0: unknown
export const ORIGIN_BYTES = 16;

// --- operations --------------------------------------------------------------------------------------------------
// written by `npm run tables` from src/ops
export const OP_LOOP = 1;
export const OP_END = 2;
export const OP_COPY = 3;
export const OP_CONCAT = 4;
export const OP_SLICE = 5;
export const OP_BROADCAST = 6;
export const OP_MEAN = 7;
export const OP_SOFTMAX = 8;
export const OP_AFFINE = 9;
export const OP_DOT = 10;
export const OP_DISTANCE = 11;
export const OP_AFFINE_LEVELS = 12;
export const OP_SYNAPSES = 13;
export const OP_LAYER_NORM = 14;
export const OP_ABS = 16;
export const OP_NEG = 17;
export const OP_RECIPROCAL = 18;
export const OP_TANH = 19;
export const OP_SIGMOID = 20;
export const OP_SOFTPLUS = 21;
export const OP_EXP = 22;
export const OP_RELU = 23;
export const OP_SILU = 24;
export const OP_SCALE = 25;
export const OP_SHIFT = 26;
export const OP_GATE = 27;
export const OP_GELU = 28;
export const OP_FRACTION = 29;
export const OP_HARD_SIGMOID = 30;
export const OP_LEAKY_RELU = 31;
export const OP_ADD = 32;
export const OP_SUB = 33;
export const OP_MUL = 34;
export const OP_DIV = 35;
export const OP_NORMALISE = 36;
export const OP_ELU = 37;
export const OP_CLIP = 38;
export const OP_SQRT = 39;
export const OP_LERP = 40;
export const OP_LSTM_MEMORY = 41;
export const OP_LSTM_OUTPUT = 42;
export const OP_GRU = 43;
export const OP_SLOPE = 48;
export const OP_STAGE = 49;
export const OP_EULER = 50;
export const OP_SEMI_IMPLICIT = 51;
export const OP_EXPONENTIAL = 52;
export const OP_HEUN = 53;
export const OP_RK4 = 54;

// --- variants; a fraction has the opcode of its activation --------------------------------------------------------
/** For add, sub, mul, div and lerp: the second operand (in lerp the gate) is one float for all elements. */
export const FORM_SCALAR = 1;
/** For lerp: the gate is gate(a), the ends are tanh(b) and tanh(c). */
export const FORM_ACTIVATED = 2;
/** For slope, euler, semi-implicit, exponential: the drive is tanh(b); the decay is 1/c. Both may be combined. */
export const FORM_TANH_DRIVE = 1;
export const FORM_RECIPROCAL_DECAY = 2;
/** For the same: with f = gate(b), the drive is f · e and the decay c + f. */
export const FORM_LIQUID = 4;

// --- how weights stay in memory ----------------------------------------------------------------------------------
export const WEIGHTS_FAST = 0; // as f32
export const WEIGHTS_SMALL = 1; // as stored, with the same results
export const WEIGHTS_INTEGER = 2; // matrices of KIND_LEVELS are multiplied in integers, with other results

/** A bit of `flags()`: the integer path clamped a value outside its calibrated range. */
export const FLAG_SATURATED = 1;

// --- status codes ------------------------------------------------------------------------------------------------
export const OK = 0;
export const ERROR_MEMORY = 1;
export const ERROR_TRUNCATED = 2;
export const ERROR_MAGIC = 3;
export const ERROR_VERSION = 4;
export const ERROR_LENGTH = 5;
export const ERROR_CRC = 6;
export const ERROR_HEADER = 7; // detail: byte offset of the header field
export const ERROR_TENSOR = 8; // detail: tensor index; detail 2: byte offset of the field in the entry
export const ERROR_WEIGHT = 9; // detail: tensor index; detail 2: element that is not finite or out of range, scales first
export const ERROR_PORT = 10; // detail: port index; detail 2: byte offset of the field in the entry
export const ERROR_INSTRUCTION = 11; // detail: instruction index; detail 2: byte offset of the field in the instruction
export const ERROR_LOOP = 12; // detail: instruction index
export const ERROR_WORK = 13; // detail: multiply-adds found; detail 2: transcendentals found
export const ERROR_UNFOLDS = 14; // detail: the instruction index of the loop that has fewer
export const ERROR_INPUT = 15; // detail: index of the input that is not finite; detail 2: its port
export const ERROR_DT = 16;
export const ERROR_RESULT = 17; // detail: index of the element that is not finite; detail 2: port of the state or output
export const ERROR_SESSION = 18;
export const ERROR_ORIGIN = 19; // detail: entry of the origin table; detail 2: byte offset of the field in it
export const ERROR_INITIAL = 20; // detail: float of the initial state that is not finite, too large a compensation, or no state's and not 0
/** Added to detail 2 of ERROR_PORT and ERROR_INSTRUCTION if the field is valid in itself, but its effect is not. */
export const DETAIL_CONTENT = 128;
