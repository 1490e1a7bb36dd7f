/** The C programs of bench/native: compiled with gcc into a folder, and talked to line by line. */
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Case, CellName } from './case.ts';

/** Why the programs cannot be compiled here, or the version of gcc. */
export function findGcc(): { version: string } | { skipped: string } {
  if (process.arch !== 'x64') return { skipped: `skipped: no SSE on ${process.arch}` };
  if (process.platform !== 'linux')
    return { skipped: `skipped: C is measured on Linux, not ${process.platform}` };
  const { status, stdout } = spawnSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' });
  return status === 0 ? { version: `gcc ${stdout.trim()}` } : { skipped: 'skipped: no gcc' };
}

/** The instructions gcc may use: 128-bit SSE as WebAssembly has it, or all of this processor's. */
export type Target = 'sse4.2' | 'native';

/** @throws Error with gcc's messages */
export function compileProgram(cell: CellName, folder: string, target: Target = 'sse4.2'): string {
  const program = join(folder, `${cell}-${target}`);
  const instructions = target === 'native' ? '-march=native' : `-m${target}`;
  const source = `bench/native/${cell}.c`;
  execFileSync('gcc', ['-O3', instructions, '-std=gnu11', '-Wall', '-Wextra', '-o', program, source, '-lm'], {
    stdio: 'pipe',
  });
  return program;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;
type Lines = AsyncIterator<string>;

async function answer(child: Child, lines: Lines): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error(`${child.spawnfile} ended without an answer`);
  return value;
}

/** A program with its case loaded and run once; see bench/native/program.h. */
export class NativeCell {
  private constructor(
    /** From the zero state, [steps × outputs]. */
    readonly outputs: Float32Array,
    private readonly child: Child,
    private readonly lines: Lines,
  ) {}

  /** @throws Error where the program refuses the case; why is on stderr */
  static async start(program: string, one: Case): Promise<NativeCell> {
    const { inputs, units, steps, dt, parameters, sequence } = one;
    const numbers = [[dt], ...parameters.values(), sequence].flatMap((part) => Array.from(part));
    const file = `${program}-${inputs}-${units}`;
    const header = new Uint8Array(Uint32Array.of(inputs, units, steps).buffer);
    writeFileSync(`${file}.case`, Buffer.concat([header, new Uint8Array(Float32Array.from(numbers).buffer)]));
    const child = spawn(program, [`${file}.case`, `${file}.outputs`], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    await answer(child, lines);
    const bytes = Uint8Array.from(readFileSync(`${file}.outputs`));
    return new NativeCell(new Float32Array(bytes.buffer), child, lines);
  }

  /** Nanoseconds of `timed` steps, after `warm` steps that do not count. */
  async burst(warm: number, timed: number): Promise<number> {
    this.child.stdin.write(`burst ${warm} ${timed}\n`);
    return Number(await answer(this.child, this.lines));
  }

  /** Nanoseconds of `count` cycles: additions that wait for each other, one each. */
  async cycles(count: number): Promise<number> {
    this.child.stdin.write(`clock ${count}\n`);
    return Number(await answer(this.child, this.lines));
  }

  /** Ends the program: it stops at the end of its input. */
  stop(): void {
    this.child.stdin.end();
  }
}
