/** Checks sequences for training and calibration, number by number. */
import { checkArgument, checkOptions } from '../check/options.ts';
import { anything, needed, type Rules, record, whole } from '../check/rules.ts';
import { shown } from '../check/shown.ts';
import { coarseColumn } from '../data/single.ts';
import type { Loss } from './losses/index.ts';
import type { Sequence, SequenceData } from './sequence.ts';

const rules: Rules<SequenceData> = {
  length: needed(whole(1)),
  inputs: needed(anything),
  targets: anything,
  dt: anything,
  scoredFrom: whole(0),
};

/** What a network needs of each sequence. */
interface Widths {
  readonly inputs: number;
  readonly outputs: number;
  /** Null if no targets are read. */
  readonly loss: Loss | null;
  /** Whether the list may be empty. */
  readonly optional?: boolean;
  /** Whether it is learnt from: each target has to be there somewhere. */
  readonly learnt?: boolean;
}

/**
 * Checks a list of sequences and puts typed arrays in place of other lists. A target may be NaN: it is missing.
 * @param of the called function
 * @param name the argument
 * @throws RangeError naming sequence, row and column, if something is no list, has an unknown field or another length, if a
 * number is not finite, an interval is not > 0, a class does not exist, or every target is missing
 */
export function checkedSequences(
  of: string,
  name: string,
  given: readonly SequenceData[],
  widths: Widths,
): Sequence[] {
  const { inputs, outputs, loss } = widths;
  if (!Array.isArray(given))
    throw new RangeError(
      `${of}: ${name} must be a list of sequences, each { length, inputs, targets, dt }, not ${shown(given)}`,
    );
  if (given.length === 0 && !widths.optional)
    throw new RangeError(`${of}: ${name} is empty: give one or more`);
  const checked = given.map((sequence: SequenceData, i) => {
    const which = `${of}: ${name}[${i}]`;
    checkArgument(of, `${name}[${i}]`, sequence, record);
    checkOptions(which, sequence, rules);
    const { length } = sequence;
    const read = listed(`${which}: inputs`, sequence.inputs, length, inputs);
    const targets = loss
      ? listed(`${which}: targets`, sequence.targets, length, loss.targets(outputs), true)
      : new Float64Array(0);
    if (loss?.classes) checkClasses(`${which}: targets`, targets, outputs);
    const dt = sequence.dt == null ? null : listed(`${which}: dt`, sequence.dt, length, 1);
    const bad = dt?.findIndex((d) => d <= 0) ?? -1;
    if (dt && bad >= 0)
      throw new RangeError(`${which}: dt: row ${bad} is ${dt[bad]}: an interval must be > 0`);
    const same =
      read === sequence.inputs && (!loss || targets === sequence.targets) && dt === (sequence.dt ?? null);
    return same ? (sequence as Sequence) : { ...sequence, inputs: read, targets, dt };
  });
  checkSingle(`${of}: ${name}`, 'inputs', given, checked, inputs);
  if (!loss) return checked;
  checkSingle(`${of}: ${name}`, 'targets', given, checked, loss.targets(outputs));
  if (checked.length > 0)
    checkThere(`${of}: ${name}`, checked, loss.targets(outputs), widths.learnt === true);
  return checked;
}

/** @throws RangeError if no target is there; of sequences to learn from, if one of the targets never is */
function checkThere(which: string, checked: readonly Sequence[], width: number, each: boolean): void {
  const missing = Array.from({ length: width }, (_, c) =>
    checked.every(({ targets, length }) => {
      for (let t = 0; t < length; t++) if (!Number.isNaN(targets[t * width + c])) return false;
      return true;
    }),
  );
  if (missing.every(Boolean))
    throw new RangeError(`${which}: every target is missing (NaN): give some that are there`);
  if (each && missing.includes(true))
    throw new RangeError(
      `${which}: targets: column ${missing.indexOf(true)} is missing (NaN) in every row: leave it out, or give some that are there`,
    );
}

/** Refuses data in single precision if that is too coarse to tell them apart. */
function checkSingle(
  which: string,
  key: 'inputs' | 'targets',
  given: readonly SequenceData[],
  checked: readonly Sequence[],
  width: number,
): void {
  if (!given.some((one) => one[key] instanceof Float32Array)) return;
  const coarse = coarseColumn(
    checked.map((one) => one[key]),
    Array.from({ length: width }, (_, c) => `column ${c} of ${key}`),
  );
  if (coarse !== null) throw new RangeError(`${which}: ${coarse}; give a list or a Float64Array`);
}

/** Numbers [length × width] in a typed array, finite or missing if they may be; a given typed array is not copied. */
function listed(
  which: string,
  given: ArrayLike<number>,
  length: number,
  width: number,
  missing = false,
): Float64Array {
  if (Array.isArray(given) && given.some((row) => typeof row === 'object'))
    throw new RangeError(`${which} must be one flat list, row by row, not a list of rows: give rows.flat()`);
  if (!Array.isArray(given) && !ArrayBuffer.isView(given))
    throw new RangeError(`${which} must be a list of numbers [length × ${width}], not ${shown(given)}`);
  if (given.length !== length * width)
    throw new RangeError(
      `${which} must hold ${length * width} numbers, ${length} rows of ${width}, not ${given.length}`,
    );
  for (let i = 0; i < given.length; i++)
    if (!Number.isFinite(given[i]) && !(missing && Number.isNaN(given[i])))
      throw new RangeError(
        `${which}: row ${Math.floor(i / width)}, column ${i % width} is ${shown(given[i])}: leave such rows out, or fill them in`,
      );
  return given instanceof Float64Array ? given : Float64Array.from(given as ArrayLike<number>);
}

function checkClasses(which: string, labels: Float64Array, classes: number): void {
  const bad = labels.findIndex(
    (label) => !Number.isNaN(label) && !(Number.isInteger(label) && label >= 0 && label < classes),
  );
  if (bad >= 0)
    throw new RangeError(
      `${which}: row ${bad} is ${labels[bad]}: classes are whole numbers from 0 to ${classes - 1}`,
    );
}
