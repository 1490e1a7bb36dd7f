/** Settings of the as-pect test runner; run it with `node scripts/aspect.js`. */
export default {
  entries: ['assembly/tests/**/*.spec.ts'],
  include: ['assembly/tests/**/*.include.ts'],
  disclude: [/node_modules/],
  instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  outputBinary: false,
};
