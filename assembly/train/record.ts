/**
 * A record as the kernels read it: sixteen u32, addresses in bytes from the first value on. src/train/kernel-records.ts
 * writes them. Both sides import this file, so it has only untyped integer constants.
 */
export const FORWARD = 0; // which kernel computes the result
export const BACKWARD = 4; // and which its gradients
export const OUT = 8;
export const N = 12; // numbers of the result
export const K = 16;
export const A = 20;
export const B = 24;
export const C = 28;
export const D = 32;
export const M = 36; // of the immediate
export const LANES = 40; // 1 or 4
export const SPARED = 44; // elements at the head of B that need no gradient
export const SAVED = 48; // what forward computed and backward reads again
export const TRANSPOSED = 52; // the matrix A, transposed, for four lanes
export const RECORD_BYTES = 64;

/** At the start of the memory, for the constants of the module. */
export const STATIC_BYTES = 2048;

// --- kernels ---------------------------------------------------------------------------------------------------------
export const HOST = 0; // none: the host computes it
export const NOTHING = 1; // its gradient leads to no parameter
export const AFFINE = 2;
export const GRU = 3;
export const LSTM_MEMORY = 4;
export const LSTM_OUTPUT = 5;
export const SIGMOID = 6; // to SLOPE: of each element alone
export const TANH = 7;
export const ADD = 8;
export const SUB = 9;
export const MUL = 10;
export const SCALE = 11;
export const LERP = 12;
export const NEG = 13;
export const RECIPROCAL = 14;
export const EXP = 15;
export const SHIFT = 16;
export const DIV = 17;
export const SLOPE = 18;
export const STAGE = 19; // to BROADCAST: with one number of each lane
export const SEMI_IMPLICIT = 20;
export const BROADCAST = 21;
export const CONCAT = 22;
export const SYNAPSES = 23;
export const WEIGHTED_ROWS = 24;
