/** The type of `meniscus/wasm/*.wasm` where the host or its bundler makes a module of the import. */
declare const interpreter: WebAssembly.Module;
export default interpreter;
