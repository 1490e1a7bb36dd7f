/** The WebAssembly machine: its exports, and how a build of it is started. */
import { fail } from './errors.ts';

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

/** Starts a machine of its own for a model. */
export type Start = () => MachineExports;

/** One build of the machine: both give `Start` or throw {MeniscusError} `machine`. */
export interface MachineBuild {
  /** @param given instead of this build's own machine */
  compile(given?: MachineSource): Promise<Start>;
  compileSync(given?: MachineSource): Start;
}

/**
 * A build in WebAssembly, compiled once.
 * @param own its bytes, or the module that the host has made of them
 * @param elsewhere what a host can use that does not validate it
 */
export function inWebAssembly(own: () => MachineSource, elsewhere: string): MachineBuild {
  let kept: WebAssembly.Module | undefined;
  const chosen = (given?: MachineSource): MachineSource => {
    if (typeof WebAssembly === 'undefined')
      fail('machine', 'this host has no WebAssembly: import meniscus/js');
    return given ?? kept ?? own();
  };
  const starter = (module: WebAssembly.Module, given?: MachineSource): Start => {
    if (!given) kept = module;
    return () => startMachine(module);
  };
  const refuse = (bytes: BufferSource, cause: unknown): never => {
    const remedy = WebAssembly.validate(bytes)
      ? 'where a host compiles no bytes, import meniscus/wasm/simd.wasm as a module and pass it as the option machine'
      : elsewhere;
    return fail('machine', `the machine was not compiled (${(cause as Error).message}): ${remedy}`, cause);
  };
  return {
    async compile(given) {
      const machine = chosen(given);
      return starter(
        isModule(machine)
          ? machine
          : await WebAssembly.compile(machine).catch((cause) => refuse(machine, cause)),
        given,
      );
    },
    compileSync(given) {
      const machine = chosen(given);
      if (isModule(machine)) return starter(machine, given);
      try {
        return starter(new WebAssembly.Module(machine), given);
      } catch (cause) {
        return refuse(machine, cause);
      }
    },
  };
}

const isModule = (machine: MachineSource): machine is WebAssembly.Module =>
  machine instanceof WebAssembly.Module;

/** @throws {MeniscusError} `machine` on a module that is not the machine. */
function startMachine(module: WebAssembly.Module): MachineExports {
  try {
    const exports = new WebAssembly.Instance(module).exports as unknown as MachineExports;
    if ('runOutputs' in exports) return exports;
  } catch {
    // it wants imports, which the machine does not
  }
  return fail('machine', 'the WebAssembly module is not the machine: pass meniscus/wasm/simd.wasm');
}
