/** What the columns of opened files are for: what the page lets one choose, in the words of `src/data`. */
import type { ColumnRole, RoleChoice, Roles } from '../../../src/data/role.ts';
import type { Reading as ModelReading } from '../../../src/format/reading.ts';

/** What a column is used for, as the page names it. A label is a target whose values are classes. */
export const uses = ['time', 'group', 'input', 'target', 'label', 'ignored'] as const;
export type Use = (typeof uses)[number];

/** What somebody chose; every other column keeps the use that was found for it. */
export type Chosen = Readonly<Record<string, Use>>;

const named = (chosen: Chosen, use: Use): string[] =>
  Object.keys(chosen).filter((name) => chosen[name] === use);

/**
 * The choice of roles.
 * @param found the roles without any choice
 * @param words the columns that hold words, which become inputs for each word
 */
export function roleChoice(
  chosen: Chosen,
  next: boolean,
  found: Roles,
  words: ReadonlySet<string>,
): RoleChoice {
  const time = named(chosen, 'time');
  const wasTime = found.time?.some((name) => chosen[name] !== undefined && chosen[name] !== 'time') ?? false;
  const label = named(chosen, 'label');
  const input = named(chosen, 'input');
  const read = found.columns.filter(({ isRead }) => isRead).map(({ name }) => name);
  const isOther = input.some((name) => !words.has(name) && !read.includes(name));
  const isRead = (name: string): boolean =>
    input.includes(name) ||
    (read.includes(name) && (chosen[name] === undefined || (next && chosen[name] === 'target')));
  return {
    next,
    ...(time.length > 0 ? { time } : wasTime && { time: null }),
    group: named(chosen, 'group'),
    target: [...named(chosen, 'target'), ...label],
    labels: label,
    ignore: named(chosen, 'ignored'),
    oneHot: input.filter((name) => words.has(name)),
    // columns of numbers are read unasked, unless they look like a time
    ...(isOther && { inputs: found.columns.map(({ name }) => name).filter(isRead) }),
  };
}

/** The use that a column has, by its role. */
export const useOf = ({ name, role }: Pick<ColumnRole, 'name' | 'role'>, labels: Roles['labels']): Use => {
  if (Object.hasOwn(labels, name)) return 'label';
  return role === 'left out' ? 'ignored' : role === 'known' ? 'input' : role;
};

/** What a model reads and predicts, as a choice of roles; null if a table alone does not tell it. */
export function choiceOfModel(
  reading: ModelReading,
  outputs: readonly string[],
  next: boolean,
): RoleChoice | null {
  const { sources, labels, time, oneHot, leads } = reading;
  const plain = sources?.filter(({ derived }) => derived === null) ?? [];
  const isFar = leads?.some((lead) => lead !== Number(next)) || plain.some(({ lead }) => lead !== 0);
  if (plain.length === 0 || isFar) return null;
  const target = labels ? [outputs[0].slice(0, -labels[0].length - 1)] : outputs;
  return {
    next,
    ...(time && { time: time.columns }),
    inputs: [...new Set(plain.map(({ column }) => column))],
    target,
    oneHot: Object.fromEntries(oneHot),
    ...(labels && { labels: { [target[0]]: labels } }),
  };
}
