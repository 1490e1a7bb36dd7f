import { start } from '../generated/scalar-js.ts';
import type { InterpreterBuild, Start } from '../interpreter.ts';

const begin = start as Start;

/** The scalar build in JavaScript, for engines without WebAssembly. */
export const js: InterpreterBuild = { compile: async () => begin, compileSync: () => begin };
