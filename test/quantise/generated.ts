/** What is written from the table of types: the interpreter's constants, and rows of the documents. */
import { largestOf, type Stored, storageOf, type WeightType, weightTypes } from '../../src/quantise/types.ts';

/** A number in which each type has the four bits at its code. */
const nibbles = (of: (stored: Stored) => number): string =>
  `0x${weightTypes
    .map((type) => of(storageOf(type)).toString(16))
    .reverse()
    .join('')}`;

/** A number in which each type has the bit at its code. */
const bits = (of: (stored: Stored) => boolean): string =>
  `0b${weightTypes
    .map((type) => Number(of(storageOf(type))))
    .reverse()
    .join('')}`;

const constantOf = (type: WeightType): string => `TYPE_${type.toUpperCase().replaceAll('-', '_')}`;

/** `assembly/weight-types.ts`. */
export const weightTypesOfInterpreter = (): string => `/**
 * What the interpreter and the runtime know of the types of weights. Made from src/quantise/types.ts by
 * \`npx vitest run test/quantise/types.test.ts -u\`: never edit it by hand.
 *
 * The code of a type only says where its entries stand. Of a number in base 16 it has the digit at its code, of one in
 * base 2 the bit, counted from the right: \`assembly/weights.ts\` reads them.
 */
${weightTypes.map((type) => `export const ${constantOf(type)} = ${storageOf(type).code};`).join('\n')}
export const TYPES = ${weightTypes.length};
/** The format version that brought a type. */
export const TYPE_VERSIONS = ${nibbles(({ since }) => since)};
/** log₂ of the bits of a weight. */
export const TYPE_BITS = ${nibbles((stored) => Math.log2(stored.bits))};
/** Bytes of a scale; 0: the weights are floats. */
export const TYPE_SCALES = ${nibbles(({ scale }) => (scale === 'f32' ? 4 : scale === 'f16' ? 2 : 0))};
/** log₂ of the columns of a row that share a scale; 0: all of them do. */
export const TYPE_BLOCKS = ${nibbles(({ block }) => (block === null ? 0 : Math.log2(block)))};
/** Whether vectors may have it. */
export const TYPE_VECTORS = ${bits(({ vectors }) => vectors)};
/** Whether matrices that are multiplied in integers may have it. */
export const TYPE_INTEGERS = ${bits(({ integers }) => integers)};
/** Whether matrices may stay as they are stored. */
export const TYPE_SMALL = ${bits(({ small }) => small)};
`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const scaleOf = ({ scale, block }: Stored): string => {
  if (scale === null) return '';
  const float = scale === 'f32' ? 'an f32' : 'a half';
  return block === null ? `${float} for each row` : `${float} for each ${block} columns of a row`;
};

const weightOf = (type: WeightType): string => {
  const { bits: size, scale } = storageOf(type);
  if (scale === null) return size === 32 ? 'f32' : 'IEEE half';
  return `i${size}, −${largestOf(type).toLocaleString('en')} … ${largestOf(type).toLocaleString('en')}`;
};

const yes = (x: boolean): string => (x ? 'yes' : '');

/** The types as docs/format.md lists them. */
export const typesOfFormat = (): string =>
  table(
    ['code', 'type', 'from version', 'scales, before the weights', 'weights, row-major', 'kinds'],
    weightTypes.map((type) => {
      const stored = storageOf(type);
      const kinds = [stored.vectors && 'vector', stored.integers && 'levels', 'all matrices'].filter(Boolean);
      return [stored.code, type, stored.since, scaleOf(stored), weightOf(type), kinds.join(', ')];
    }),
  );

/** The types as docs/quantisation.md lists them. */
export const typesOfGuide = (): string =>
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
    weightTypes.map((type) => {
      const stored = storageOf(type);
      return [
        `\`${type}\``,
        stored.bits,
        scaleOf(stored),
        yes(stored.scale !== null),
        yes(stored.small),
        yes(stored.integers),
        stored.shrink ?? '',
        stored.since,
      ];
    }),
  );

/** A document with the text between the marks of a name replaced. */
export function between(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${start} … ${end}`);
  return `${document.slice(0, from + start.length)}\n${text}\n${document.slice(to)}`;
}
