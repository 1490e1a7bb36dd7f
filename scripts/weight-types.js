/** What follows from the table of weight types, `src/quantise/types.ts`: constants of the interpreter, rows of the pages. */
import { between } from './between.js';

/** A number in which each type has the four bits at its code. */
const nibbles = (types, of) =>
  `0x${types
    .map((type) => of(type).toString(16))
    .reverse()
    .join('')}`;

/** A number in which each type has the bit at its code. */
const bits = (types, of) =>
  `0b${types
    .map((type) => Number(of(type)))
    .reverse()
    .join('')}`;

const constantOf = ({ name }) => `TYPE_${name.toUpperCase().replaceAll('-', '_')}`;

/** `assembly/weight-types.ts`. */
const constants = (types) => `/**
 * What the interpreter and the runtime know of the types of weights. Written by \`npm run tables\` from
 * src/quantise/types.ts.
 *
 * The code of a type only says where its entries stand. Of a number in base 16 it has the digit at its code, of one in
 * base 2 the bit, counted from the right: \`assembly/weights.ts\` reads them.
 */
${types.map((type) => `export const ${constantOf(type)} = ${type.code};`).join('\n')}
export const TYPES = ${types.length};
/** The format version that brought a type. */
export const TYPE_VERSIONS = ${nibbles(types, ({ since }) => since)};
/** log₂ of the bits of a weight. */
export const TYPE_BITS = ${nibbles(types, (type) => Math.log2(type.bits))};
/** Bytes of a scale; 0: the weights are floats. */
export const TYPE_SCALES = ${nibbles(types, ({ scale }) => (scale === 'f32' ? 4 : scale === 'f16' ? 2 : 0))};
/** log₂ of the columns of a row that share a scale; 0: all of them do. */
export const TYPE_BLOCKS = ${nibbles(types, ({ block }) => (block === null ? 0 : Math.log2(block)))};
/** Whether vectors may have it. */
export const TYPE_VECTORS = ${bits(types, ({ vectors }) => vectors)};
/** Whether matrices that are multiplied in integers may have it. */
export const TYPE_INTEGERS = ${bits(types, ({ integers }) => integers)};
/** Whether matrices may stay as they are stored. */
export const TYPE_SMALL = ${bits(types, ({ small }) => small)};
`;

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const scaleOf = ({ scale, block }) => {
  if (scale === null) return '';
  const float = scale === 'f32' ? 'an f32' : 'a half';
  return block === null ? `${float} for each row` : `${float} for each ${block} columns of a row`;
};

const weightOf = ({ bits: size, scale, largest }) => {
  if (scale === null) return size === 32 ? 'f32' : 'IEEE half';
  return `i${size}, −${largest.toLocaleString('en')} … ${largest.toLocaleString('en')}`;
};

const yes = (x) => (x ? 'yes' : '');

/** The types as docs/format.md lists them. */
const ofFormat = (types) =>
  table(
    ['code', 'type', 'from version', 'scales, before the weights', 'weights, row-major', 'kinds'],
    types.map((type) => {
      const kinds = [type.vectors && 'vector', type.integers && 'levels', 'all matrices'].filter(Boolean);
      return [type.code, type.name, type.since, scaleOf(type), weightOf(type), kinds.join(', ')];
    }),
  );

/** The types as docs/quantisation.md lists them. */
const ofGuide = (types) =>
  table(
    [
      'type',
      'bits a weight',
      'scale',
      'rounding',
      'small in memory',
      'integers',
      '`shrink`',
      'format version',
    ],
    types.map((type) => [
      `\`${type.name}\``,
      type.bits,
      scaleOf(type),
      yes(type.scale !== null),
      yes(type.small),
      yes(type.integers),
      type.shrink ?? '',
      type.since,
    ]),
  );

/** By file, makes its text from what it was. */
export function ofWeightTypes({ weightTypes, storageOf, largestOf }) {
  const types = weightTypes.map((name) => ({ name, largest: largestOf(name), ...storageOf(name) }));
  return {
    'assembly/weight-types.ts': () => constants(types),
    'docs/format.md': (page) => between(page, 'weight types', ofFormat(types)),
    'docs/quantisation.md': (page) => between(page, 'weight types', ofGuide(types)),
  };
}
