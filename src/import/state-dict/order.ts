/** The order in which modules run, where nobody said it: that of the file, if the widths fit, or the only one that fits. */
import type { Module } from './modules.ts';

/** More modules than this are not tried in every order. */
const MOST = 8;

export const fits = (order: readonly Module[]): boolean => {
  let width: number | null = null;
  for (const { inputs, outputs } of order) {
    if (outputs === 0) continue; // of any width
    if (width !== null && width !== inputs) return false;
    width = outputs;
  }
  return true;
};

export interface Order {
  readonly modules: readonly Module[];
  readonly isOfFile: boolean;
}

/** The order of modules; null where none fits, or several but not that of the file. */
export function ordered(modules: readonly Module[]): Order | null {
  if (fits(modules)) return { modules, isOfFile: true };
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
  return found.length === 1 ? { modules: found[0], isOfFile: false } : null;
}
