import { start } from '../generated/scalar-js.ts';
import type { MachineBuild, Start } from '../machine.ts';

const begin = start as Start;

/** The scalar build in JavaScript, for engines without WebAssembly. */
export const js: MachineBuild = { compile: async () => begin, compileSync: () => begin };
