/** Splits recordings as wholes, by their places. */
import { choose, share, type Three } from './shares.ts';

/** Places of recordings, by part. */
export interface Places {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
}

/** One label of each recording, NaN where there is none; and whether they are classes. */
export interface Labels {
  readonly values: readonly number[];
  readonly areClasses: boolean;
}

const ascending = (places: readonly number[]): number[] => [...places].sort((a, b) => a - b);

/** In order: the first ones train, the next validate, the next test. */
export function inOrder([train, validation, test]: Three): Places {
  const from = (start: number, count: number) => Array.from({ length: count }, (_, i) => start + i);
  return {
    train: from(0, train),
    validation: from(train, validation),
    test: from(train + validation, test),
  };
}

/** The last ones test; of those before, evenly spread ones validate. */
export function spread(n: number, fractions: Three): Places {
  const counts = share(n, fractions);
  const { train, validation, test } = inOrder(counts);
  const [others, chosen] = choose([...train, ...validation], counts[1]);
  return { train: others, validation: chosen, test };
}

/** Places whose recordings have one label, or all places of numbers, in the order of their labels. */
function strata(places: readonly number[], { values, areClasses }: Labels): number[][] {
  const labelled = places.filter((place) => !Number.isNaN(values[place]));
  const sorted = labelled.sort((a, b) => values[a] - values[b] || a - b);
  if (!areClasses) return [sorted];
  const groups = new Map<number, number[]>();
  for (const place of sorted) groups.set(values[place], [...(groups.get(values[place]) ?? []), place]);
  return [...groups.values()];
}

/**
 * Every label in every part: of each class evenly spread recordings validate and test, at least one each if it has three; of
 * numbers, evenly spread ones in their order. What rounding takes from one class goes to the next. Recordings without a label
 * train.
 * @returns null if a part stays empty, since each class has too few
 */
export function stratified(labels: Labels, fractions: Three): Places | null {
  const all = [...labels.values.keys()];
  const sum = fractions[0] + fractions[1] + fractions[2];
  const found = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  let seen = 0;
  for (const places of strata(all, labels)) {
    seen += places.length;
    const count = (part: 'validation' | 'test', fraction: number, most: number): number => {
      const wanted = Math.round((seen * fraction) / sum) - found[part].length;
      return Math.min(Math.max(wanted, fraction > 0 && places.length >= 3 ? 1 : 0), most);
    };
    const where = labels.areClasses ? 'last' : 'middle';
    const tested = count('test', fractions[2], places.length - 1);
    const [rest, test] = choose(places, tested, where);
    const [train, validation] = choose(rest, count('validation', fractions[1], rest.length - 1), where);
    for (const [part, chosen] of Object.entries({ train, validation, test }))
      found[part as keyof Places].push(...chosen);
  }
  const unlabelled = all.filter((place) => Number.isNaN(labels.values[place]));
  found.train.push(...unlabelled);
  if (found.validation.length === 0 || (fractions[2] > 0 && found.test.length === 0)) return null;
  return {
    train: ascending(found.train),
    validation: ascending(found.validation),
    test: ascending(found.test),
  };
}
