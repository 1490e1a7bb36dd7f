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
 * @param name of its file in meniscus/wasm, without the ending
 * @param own its bytes, or the module that the host has made of them
 * @param elsewhere what a host can use that does not validate it
 */
export function inWebAssembly(name: string, own: () => MachineSource, elsewhere: string): MachineBuild {
  const file = `meniscus/wasm/${name}.wasm`;
  let kept: WebAssembly.Module | undefined;
  const chosen = (given?: MachineSource): MachineSource => {
    if (typeof WebAssembly === 'undefined')
      fail('machine', 'this host has no WebAssembly: import meniscus/js');
    return given ?? kept ?? own();
  };
  const starter = (module: WebAssembly.Module, given?: MachineSource): Start => {
    if (!given) kept = module;
    return () => startMachine(module, file);
  };
  const refuse = (machine: BufferSource, given: unknown, cause: unknown): never => {
    let remedy = `pass ${file}, as a module or as bytes`;
    if (!given)
      remedy = WebAssembly.validate(machine)
        ? `a page's security policy needs 'wasm-unsafe-eval'; where a host compiles no bytes, import ${file} as a module and pass it as the option machine`
        : elsewhere;
    return fail('machine', `the machine was not compiled (${(cause as Error).message}): ${remedy}`, cause);
  };
  return {
    async compile(given) {
      const machine = chosen(given);
      return starter(
        isModule(machine)
          ? machine
          : await WebAssembly.compile(machine).catch((cause) => refuse(machine, given, cause)),
        given,
      );
    },
    compileSync(given) {
      const machine = chosen(given);
      if (isModule(machine)) return starter(machine, given);
      try {
        return starter(new WebAssembly.Module(machine), given);
      } catch (cause) {
        return refuse(machine, given, cause);
      }
    },
  };
}

// by its name: it may come from another realm
const isModule = (machine: MachineSource): machine is WebAssembly.Module =>
  Object.prototype.toString.call(machine) === '[object WebAssembly.Module]';

/** @throws {MeniscusError} `machine` on a module that is not the machine, `memory` without memory for another one */
function startMachine(module: WebAssembly.Module, file: string): MachineExports {
  const { exports, imports } = WebAssembly.Module;
  if (imports(module).length > 0 || !exports(module).some(({ name }) => name === 'runOutputs'))
    fail('machine', `the WebAssembly module is not the machine: pass ${file}`);
  try {
    return new WebAssembly.Instance(module).exports as unknown as MachineExports;
  } catch (cause) {
    return fail('memory', 'no memory for another model: dispose of others', cause);
  }
}
