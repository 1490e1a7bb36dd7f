import * as opcodes from '../../assembly/opcodes.ts';

/** The name of an opcode, for messages: `affine-levels`; `opcode 99` of one that there is not. */
export function operationName(opcode: number | undefined): string {
  const [name] = Object.entries(opcodes).find(([, code]) => code === opcode) ?? [];
  return name ? name.slice(3).toLowerCase().replaceAll('_', '-') : `opcode ${opcode}`;
}
