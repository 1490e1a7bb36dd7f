/** Which npm packages esbuild put inside the programs that ship. */

/** Outputs that entries load, themselves included, however many steps away. */
function reachable(outputs, entries) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path) || !outputs[path]) return;
    seen.add(path);
    for (const { path: next } of outputs[path].imports) visit(next);
  };
  for (const entry of entries) visit(entry);
  return [...seen];
}

/** `@scope/name` or `name` of a path below node_modules, by its last folder of that name; undefined for others. */
export const packageOf = (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

/**
 * @param metafile of a build
 * @param entries outputs that ship
 * @returns names of packages, sorted
 */
export function bundledPackages({ outputs }, entries) {
  const inputs = reachable(outputs, entries).flatMap((path) => Object.keys(outputs[path].inputs));
  return [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
}
