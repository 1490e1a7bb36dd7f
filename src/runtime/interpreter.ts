/** The WebAssembly interpreter: its exports, and how to start a build. */
import { fail } from './errors.ts';

/** An interpreter that the host compiled itself, or its bytes. */
export type InterpreterSource = BufferSource | WebAssembly.Module;

/** The ABI of `docs/abi.md`. WebAssembly gives u32 as signed numbers: readers convert them by `>>> 0`. */
export interface InterpreterExports {
  readonly memory: WebAssembly.Memory;
  /** Gives an address for a blob of `bytes` bytes; 0 without memory. */
  reserve(bytes: number): number;
  /** Checks the reserved blob and gives a status. 0 unfolds keep the stored ones; weights is WEIGHTS_…. */
  open(bytes: number, unfolds: number, weights: number): number;
  /** Gives the FLAG_… bits raised since the last call. */
  flags(): number;
  status(): number;
  detail(index: number): number;
  residentBytes(): number;
  sessionBytes(): number;
  /** Gives the address of a new arena; 0 without memory. May grow the memory, which detaches all views. */
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

/** Starts a new interpreter for one model. */
export type Start = () => InterpreterExports;

/** One build of the interpreter. Both functions give a `Start` or throw {MeniscusError} `interpreter`. */
export interface InterpreterBuild {
  /** @param given replaces this build's own interpreter */
  compile(given?: InterpreterSource): Promise<Start>;
  compileSync(given?: InterpreterSource): Start;
}

/**
 * Makes a build in WebAssembly, compiled once.
 * @param name of its file in meniscus/wasm, without the ending
 * @param own its bytes, or the module that the host made of them
 * @param elsewhere the entry for a host that does not validate it
 */
export function inWebAssembly(
  name: string,
  own: () => InterpreterSource,
  elsewhere: string,
): InterpreterBuild {
  const file = `meniscus/wasm/${name}.wasm`;
  let kept: WebAssembly.Module | undefined;
  const chosen = (given?: InterpreterSource): InterpreterSource => {
    if (typeof WebAssembly === 'undefined')
      fail('interpreter', 'this host has no WebAssembly: import meniscus/js');
    return given ?? kept ?? own();
  };
  const starter = (module: WebAssembly.Module, given?: InterpreterSource): Start => {
    if (!given) kept = module;
    return () => startInterpreter(module, file);
  };
  const refuse = (interpreter: BufferSource, given: unknown, cause: unknown): never => {
    let remedy = `pass ${file}, as a module or as bytes`;
    if (!given)
      remedy = WebAssembly.validate(interpreter)
        ? `a page's security policy needs 'wasm-unsafe-eval'; where a host compiles no bytes, import ${file} as a module and pass it as the option interpreter`
        : elsewhere;
    return fail(
      'interpreter',
      `the interpreter was not compiled (${(cause as Error).message}): ${remedy}`,
      cause,
    );
  };
  return {
    async compile(given) {
      const interpreter = chosen(given);
      return starter(
        isModule(interpreter)
          ? interpreter
          : await WebAssembly.compile(interpreter).catch((cause) => refuse(interpreter, given, cause)),
        given,
      );
    },
    compileSync(given) {
      const interpreter = chosen(given);
      if (isModule(interpreter)) return starter(interpreter, given);
      try {
        return starter(new WebAssembly.Module(interpreter), given);
      } catch (cause) {
        return refuse(interpreter, given, cause);
      }
    },
  };
}

// compares names: it may come from another realm
const isModule = (interpreter: InterpreterSource): interpreter is WebAssembly.Module =>
  Object.prototype.toString.call(interpreter) === '[object WebAssembly.Module]';

/** @throws {MeniscusError} `interpreter` for any other module, `memory` if there is no memory for another instance */
function startInterpreter(module: WebAssembly.Module, file: string): InterpreterExports {
  const { exports, imports } = WebAssembly.Module;
  if (imports(module).length > 0 || !exports(module).some(({ name }) => name === 'runOutputs'))
    fail('interpreter', `the WebAssembly module is not the interpreter: pass ${file}`);
  try {
    return new WebAssembly.Instance(module).exports as unknown as InterpreterExports;
  } catch (cause) {
    return fail('memory', 'no memory for another model: dispose of others', cause);
  }
}
