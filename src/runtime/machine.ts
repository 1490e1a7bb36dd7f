/** The WebAssembly machine: its exports, its builds, and where their bytes come from. */
import { MeniscusError } from './errors.ts';
import { RELAXED, SCALAR, SIMD } from './generated/machine.ts';

const embedded = { simd: SIMD, scalar: SCALAR, relaxed: RELAXED };

/**
 * `simd` and `scalar` give the same bits everywhere; `simd` is faster where the host has 128-bit SIMD. `relaxed` fuses
 * multiplications and additions where the processor can: faster there, and outside that promise.
 */
export type Build = keyof typeof embedded;

/** A machine that the host compiled itself, or its bytes. */
export type MachineSource = BufferSource | WebAssembly.Module;

/** The ABI, `docs/abi.md`. WebAssembly gives u32 as signed numbers: readers shift by `>>> 0`. */
export interface MachineExports {
  readonly memory: WebAssembly.Memory;
  /** Address for a blob of so many bytes; 0 without memory. */
  reserve(bytes: number): number;
  /** Checks the reserved blob. 0 unfolds are those stored in it; weights is WEIGHTS_…. Gives a status. */
  open(bytes: number, unfolds: number, weights: number): number;
  /** FLAG_… bits raised since the last call. */
  flags(): number;
  status(): number;
  detail(index: number): number;
  residentBytes(): number;
  sessionBytes(): number;
  /** Address of a new arena; 0 without memory. May grow the memory, which detaches all views. */
  session(): number;
  release(session: number): number;
  reset(session: number): number;
  step(session: number, dt: number): number;
  run(session: number, steps: number, dt: number): number;
  runSteps(): number;
  runInputs(): number;
  runDts(): number;
  runOutputs(): number;
}

const modules: { [build in Build]?: WebAssembly.Module } = {};

/**
 * The bytes of a build, embedded when the project was built.
 * @throws {MeniscusError} `machine` for a build that there is not, or that this host cannot run
 */
export function machineBytes(build: Build): Uint8Array<ArrayBuffer> {
  if (!Object.hasOwn(embedded, build))
    throw new MeniscusError(
      'machine',
      `there is no build "${build}": there are ${Object.keys(embedded).join(', ')}`,
    );
  const bytes = decode(embedded[build]);
  if (build === 'relaxed' && !WebAssembly.validate(bytes))
    throw new MeniscusError('machine', 'this host has no relaxed SIMD: use the build simd, or none');
  return bytes;
}

/** Base64, by the host's own decoder where it has one: a loop takes half of a cold start. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: string): Uint8Array } };
  if (Buffer) return new Uint8Array(Buffer.from(base64, 'base64'));
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** `simd` where the host validates a SIMD instruction, else `scalar`. */
export function bestBuild(): Build {
  // (module (func (result v128) (i8x16.popcnt (i8x16.splat (i32.const 0)))))
  const probe = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ];
  return WebAssembly.validate(Uint8Array.from(probe)) ? 'simd' : 'scalar';
}

/**
 * The compiled machine; a build is compiled once.
 * @throws {MeniscusError} `machine` where the host forbids compiling: then pass a module it compiled.
 */
export async function machineModule(
  source: MachineSource | undefined,
  build: Build,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (source !== undefined) return await WebAssembly.compile(source);
    return (modules[build] ??= await WebAssembly.compile(machineBytes(build)));
  } catch (cause) {
    throw notCompiled(cause);
  }
}

/** As `machineModule`, at once. */
export function machineModuleSync(source: MachineSource | undefined, build: Build): WebAssembly.Module {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (source !== undefined) return new WebAssembly.Module(source);
    return (modules[build] ??= new WebAssembly.Module(machineBytes(build)));
  } catch (cause) {
    throw notCompiled(cause);
  }
}

/** @throws {MeniscusError} `machine` on a module that is not the machine. */
export function startMachine(module: WebAssembly.Module): MachineExports {
  let exports: MachineExports;
  try {
    exports = new WebAssembly.Instance(module).exports as unknown as MachineExports;
  } catch (cause) {
    throw new MeniscusError('machine', `the machine did not start: ${(cause as Error).message}`, { cause });
  }
  if (typeof exports.open !== 'function' || typeof exports.runOutputs !== 'function') {
    throw new MeniscusError(
      'machine',
      'the WebAssembly module is not the machine: pass meniscus/wasm/simd.wasm',
    );
  }
  return exports;
}

function notCompiled(cause: unknown): MeniscusError {
  if (cause instanceof MeniscusError) return cause;
  return new MeniscusError(
    'machine',
    `the machine was not compiled (${(cause as Error).message}); where a host forbids it, import ` +
      'meniscus/wasm/simd.wasm as a module and pass it as the option machine',
    { cause },
  );
}
