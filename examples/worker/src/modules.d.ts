/** What the rules of wrangler.toml make of files that are no scripts. */
declare module '*.mns' {
  const blob: ArrayBuffer;
  export default blob;
}
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
