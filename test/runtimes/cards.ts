/** The hash of a model's outputs, as its card has it. */
import { readFileSync } from 'node:fs';
import { hashLine } from '../../src/measure/output-hash.ts';
import { modelPath } from './bundle.ts';

export const cardPath = (name: string): string => modelPath(name).replace(/mns$/, 'md');
export const cardOf = (name: string): string => readFileSync(cardPath(name), 'utf8');

const [before, after] = hashLine('|').split('|');

/** Where the hash of a card begins and ends. */
function placeIn(card: string): [start: number, end: number] {
  const start = card.indexOf(before) + before.length;
  const end = card.indexOf(after, start);
  if (start < before.length || end < 0) throw new Error(`the card has no line "${hashLine('…')}":\n${card}`);
  return [start, end];
}

export const hashIn = (card: string): string => card.slice(...placeIn(card));

/** The card with another hash. */
export function withHash(card: string, hash: string): string {
  const [start, end] = placeIn(card);
  return card.slice(0, start) + hash + card.slice(end);
}
