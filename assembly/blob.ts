/**
 * Checks a blob completely: everything that a step relies on, so that a step only has to check its inputs. `layout.ts`
 * lists statuses and details. No blob makes it trap, however hostile. Its time is linear in the size of the blob, and less
 * than that of a step that moves the most floats allowed.
 */
import { flowScratchBytes } from './blob/arena';
import { checkFlow } from './blob/flow';
import { checkEnvelope, checkHeader, field } from './blob/header';
import { checkInitial } from './blob/initial';
import { checkOrigins } from './blob/origins';
import { checkPorts } from './blob/ports';
import { checkProgram, instructionEntry } from './blob/program';
import { checkTensors } from './blob/tensors';
import {
  ERROR_MEMORY, ERROR_UNFOLDS, HEADER_INSTRUCTION_COUNT, INSTRUCTION_N, INSTRUCTION_OP, OK, OP_LOOP,
} from './layout';
import { align16, ensure } from './memory';
import { fail } from './status';

/** Checks the `bytes` at `blob`, with a little memory after them. Returns a status. */
export function checkBlob(blob: usize, bytes: u32): i32 {
  let status = checkEnvelope(blob, bytes);
  if (status == OK) status = checkHeader(blob, bytes);
  if (status == OK) status = checkTensors(blob);
  if (status != OK) return status;
  const scratch = align16(blob + bytes);
  if (!ensure(<u64>scratch + <u64>flowScratchBytes(blob))) return fail(ERROR_MEMORY);
  status = checkPorts(blob, scratch);
  if (status == OK) status = checkOrigins(blob);
  if (status == OK) status = checkProgram(blob);
  if (status == OK) status = checkFlow(blob, scratch);
  return status == OK ? checkInitial(blob, scratch) : status;
}

/** Checks that every loop of a checked blob has at least `unfolds` repetitions. Returns a status. */
export function checkUnfolds(blob: usize, unfolds: u32): i32 {
  const count = field(blob, HEADER_INSTRUCTION_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    const at = instructionEntry(blob, i);
    if (load<u8>(at, INSTRUCTION_OP) == OP_LOOP && load<u16>(at, INSTRUCTION_N) < unfolds) return fail(ERROR_UNFOLDS, i);
  }
  return OK;
}
