/** In which order modules may run, by how many numbers each reads and gives. */
import type { Module } from './modules.ts';

/** More modules than this are not tried in every order. */
const MOST = 8;

/** Whether each reads as many as the one before gives. */
export const fits = (order: readonly Module[]): boolean => {
  let width: number | null = null;
  for (const { inputs, outputs } of order) {
    if (outputs === 0) continue; // of any width
    if (width !== null && width !== inputs) return false;
    width = outputs;
  }
  return true;
};

/** The only order of modules whose widths fit; null where none does, or several. */
export function onlyOrder(modules: readonly Module[]): readonly Module[] | null {
  if (modules.length > MOST) return null;
  const found: Module[][] = [];
  const place = (order: readonly Module[], left: readonly Module[]): void => {
    if (found.length > 1) return;
    if (left.length === 0) found.push([...order]);
    left.forEach((next, k) => {
      const longer = [...order, next];
      if (fits(longer)) place(longer, left.toSpliced(k, 1));
    });
  };
  place([], modules);
  return found.length === 1 ? found[0] : null;
}
