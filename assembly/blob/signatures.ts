/**
 * What each operation expects of its operands, as one u32: the table of docs/format.md, encoded for the checks.
 *
 *     bits  0 … 23  six shapes of four bits, in₀ first
 *     bits 24, 25   shape of the result
 *     bits 26, 27   rule for k
 *     bit  28       the immediate is used
 *     bits 29, 30   transcendentals per float of n
 *     bit  31       the operation exists
 */
import {
  ACTIVATIONS, FORM_COUNT, FORM_IS_ACTIVATION, FORMS, isIn, OPCODES, SIGNATURES, SINCE_4,
} from '../operations';
import { IMMEDIATE } from './shapes';

/** The signature of a variant of an opcode; 0 if there is none. The affine operations have their own checks. */
export function signature(op: u32, form: u32): u32 {
  if (op >= OPCODES) return 0;
  const plain = load<u32>(SIGNATURES + (op << 2));
  if (form == 0) return plain;
  if (isIn(FORM_IS_ACTIVATION, op)) {
    const each = activationTranscendentals(form);
    return each < 0 ? 0 : plain + (<u32>each << 29);
  }
  for (let i: u32 = 0; i < FORM_COUNT; i++) {
    const entry = FORMS + (i << 3);
    if (load<u32>(entry) == (op | (form << 8))) return load<u32>(entry, 4);
  }
  return 0;
}

/** Transcendentals for each float of an activation, 0 for none; −1 if the code is unknown. */
export function activationTranscendentals(code: u32): i32 {
  if (code == 0) return 0;
  return code < OPCODES && isIn(ACTIVATIONS, code) ? transcendentalsPerFloat(signature(code, 0)) : -1;
}

/** Whether only a later version of the format has this operation. */
export function isLater(op: u32, version: u32): bool {
  return op < OPCODES && isIn(SINCE_4, op) && version < 4;
}

/** Whether a variant is an activation that only a later version has. */
export function hasLaterForm(op: u32, form: u32, version: u32): bool {
  return isIn(FORM_IS_ACTIVATION, op) && isLater(form, version);
}

// @ts-ignore: decorator
@inline
export function operandShape(signature: u32, i: u32): u32 {
  return (signature >> (i << 2)) & 15;
}

// @ts-ignore: decorator
@inline
export function resultShape(signature: u32): u32 {
  return (signature >> 24) & 3;
}

// @ts-ignore: decorator
@inline
export function ruleForK(signature: u32): u32 {
  return (signature >> 26) & 3;
}

// @ts-ignore: decorator
@inline
export function usesImmediate(signature: u32): bool {
  return (signature & IMMEDIATE) != 0;
}

// @ts-ignore: decorator
@inline
export function transcendentalsPerFloat(signature: u32): u32 {
  return (signature >> 29) & 3;
}
