/** The type of `meniscus/wasm/*.wasm` if the host or its bundler turns the import into a module. */
declare const interpreter: WebAssembly.Module;
export default interpreter;
