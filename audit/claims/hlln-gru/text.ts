import { readFileSync } from 'node:fs';
import { characters } from '../../../src/data/characters.ts';
import { DataError } from '../../../src/data/index.ts';
import type { Effort } from '../../../src/jobs/contender.ts';
import { bitsOf, countBaselines, nextClass } from '../../../src/measure/next-class.ts';
import { type Comparable, contendersOf, type Sizes } from './contenders.ts';

export const CLASSES = 32;
/** Characters, at most and at least; and the parts of the text that is used for training and validation. */
export const TEXT = {
  most: { quick: 16_000, full: 40_000 },
  least: 2_000,
  epochs: { quick: 12, full: 20 },
  train: 0.8,
  validation: 0.1,
} as const;

/** The read-out alone has a thousand parameters, so that there is no smaller model. */
const SIZES: Readonly<Record<Effort, Sizes>> = {
  quick: { gru: [10_000], hlln: [], others: [], paired: [10_000] },
  full: { gru: [5623, 10_000], hlln: [10_000], others: [5623, 10_000], paired: [5623, 10_000] },
};

/** Next characters of a text. @throws DataError for a file that cannot be read or is too short */
export function textPanel(file: string, effort: Effort): Comparable {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new DataError(`${file}: the text cannot be read: ${(error as Error).message}`);
  }
  const { classes, values: all } = characters(text, CLASSES);
  const values = all.subarray(0, TEXT.most[effort]);
  if (values.length < TEXT.least)
    throw new DataError(
      `${file}: ${values.length} characters are too few: at least ${TEXT.least} are needed`,
    );
  const [trained, validated] = [TEXT.train, TEXT.train + TEXT.validation].map((share) =>
    Math.round(share * values.length),
  );
  const parts = [
    values.subarray(0, trained),
    values.subarray(trained, validated),
    values.subarray(validated),
  ];
  const [train, validation, test] = parts.map((part) => nextClass(part, classes));
  const options = {
    loss: 'cross-entropy',
    rate: 0.01,
    epochs: TEXT.epochs[effort],
    window: 50,
    stride: 50,
    batch: 8,
    warmup: 5,
  };
  const { contenders, pairs } = contendersOf(
    SIZES[effort],
    classes,
    { train: [train], validation: [validation], options },
    effort,
  );
  return {
    pairs,
    panel: {
      name: 'text',
      label: 'Next character of the text',
      metrics: [{ key: 'bits', label: 'cross-entropy', unit: 'bits' }],
      subject: pairs[pairs.length - 1].hlln,
      contenders,
      baselines: () => countBaselines(parts[0], parts[2], classes),
      evaluate: (predictor) => ({ bits: bitsOf(predictor, test) }),
    },
  };
}
