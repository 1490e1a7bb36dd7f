/** Splits recordings as wholes, by their places. */
import { bound, choose, share, shareOfTwo, type Three } from './shares.ts';

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

/** Places of recordings that a fold may learn from, as training and validation parts. */
function learned(places: readonly number[], labels: Labels | null, fractions: Three): Omit<Places, 'test'> {
  const [train, validation] = shareOfTwo(places.length, fractions);
  const found =
    labels &&
    stratified({ ...labels, values: places.map((place) => labels.values[place]) }, [train, validation, 0]);
  if (found)
    return {
      train: found.train.map((i) => places[i]),
      validation: found.validation.map((i) => places[i]),
    };
  const [others, chosen] = choose(places, validation);
  return { train: others, validation: chosen };
}

/** Deals places to k folds: those of one label in turn. */
function dealt(places: readonly number[], labels: Labels, k: number): number[][] {
  const folds: number[][] = Array.from({ length: k }, () => []);
  for (const [i, place] of strata(places, labels).flat().entries()) folds[i % k].push(place);
  return folds.map(ascending);
}

/**
 * Recordings in k folds.
 * @param places of those outside the test part, in order
 * @param order `rolling`: the second half is cut into k blocks, each scored after training on all before it. `blocked`: all are
 * cut into k blocks, or with labels dealt to k folds label by label, each scored after training on all others
 * @throws RangeError for too few recordings
 */
export function foldsOfPlaces(
  places: readonly number[],
  k: number,
  order: 'rolling' | 'blocked',
  labels: Labels | null,
  fractions: Three,
): Places[] {
  const n = places.length;
  const first = order === 'rolling' ? n >> 1 : 0;
  const labelled = labels ? places.filter((place) => !Number.isNaN(labels.values[place])).length : n;
  if (labelled - first < k || n - first < 1 || n < 4)
    throw new RangeError(`${labelled} recordings before the test part are too few for ${k} folds`);
  const blocks =
    labels && order === 'blocked'
      ? dealt(places, labels, k)
      : Array.from({ length: k }, (_, fold) =>
          places.slice(first + bound(fold, k, n - first), first + bound(fold + 1, k, n - first)),
        );
  return blocks.map((test) => {
    const isBefore = (place: number) => (order === 'rolling' ? place < test[0] : !test.includes(place));
    return { ...learned(places.filter(isBefore), labels, fractions), test };
  });
}
