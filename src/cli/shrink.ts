import { existsSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { latency } from '../audit/latency.ts';
import { table } from '../audit/report.ts';
import { readBlob } from '../blob/read.ts';
import { loadSync } from '../runtime/index.ts';
import { errorOf, heldOut, type Part } from '../shrink/held-out.ts';
import { frontier, type Point, search, type Worth } from '../shrink/search.ts';
import { blobOf, countWeights, type Variant } from '../shrink/variant.ts';
import { fingerprint, loadRun } from './checkpoint.ts';
import { command } from './command.ts';
import { checkWritable, parseData, readBytes, writeWhole } from './files.ts';
import { UsageError } from './usage.ts';

/** Milliseconds for which a step of a variant on the frontier is timed. */
const TIMED = 20;
/** Variants after which what is known is saved. */
const SAVED = 100;

type Known = Record<string, Worth | null>;

export const shrink = command({
  name: 'shrink',
  description: 'Find the smallest blob that is as good on held-out data, within a tolerance',
  examples: [
    'meniscus shrink temp.mns --data log.csv --tolerance 2% -o small.mns',
    'meniscus shrink temp.mns --data log.csv --tolerance 0.5% -o small.mns',
  ],
  args: {
    file: { type: 'positional', required: true, description: 'Blob to shrink, best one in f32' },
    data: {
      type: 'string',
      required: true,
      description:
        'CSV or NPY with the columns that it was trained on; its last 30 % are held out, as train does',
      valueHint: 'FILE',
    },
    tolerance: {
      type: 'string',
      description: 'How much larger than that of the blob the error may be',
      default: '2%',
      valueHint: 'PERCENT',
    },
    out: {
      type: 'string',
      alias: 'o',
      description: 'Blob to write',
      default: 'small.mns',
      valueHint: 'FILE',
    },
    time: { type: 'string', description: 'Column with the time', valueHint: 'NAME' },
  },
  async run({ file, data, tolerance, out, time }) {
    const tolerated = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(tolerance)?.[1]) / 100;
    if (!(tolerated >= 0)) throw new UsageError(`--tolerance needs a percentage, as 2%, not "${tolerance}"`);
    const outputs = { json: `${out}.json`, svg: `${out}.svg`, partial: `${out}.partial` };
    for (const path of [out, ...Object.values(outputs)]) checkWritable(path, file, data);
    const [blob, bytes] = await Promise.all([readBytes(file), readBytes(data)]);
    const model = loadSync(blob, { name: file }); // a damaged blob ends here, with the machine's reason
    const contents = readBlob(blob);
    const { validation, test } = heldOut(model.metadata, parseData(data, bytes, time), data);
    const whole = {
      validation: errorOf(model, validation),
      test: errorOf(model, test),
    };
    model.dispose();
    const limit = (1 + tolerated) * whole.validation;

    const run = fingerprint(blob, bytes);
    const known =
      loadRun<{ known: Known }>(
        outputs.partial,
        run,
        'work of shrink',
        'another blob or other data; delete it',
      )?.known ?? {};
    let fresh = 0;
    const measure = (variant: Variant, name: string): Worth | null => {
      if (Object.hasOwn(known, name)) return known[name];
      const made = blobOf(contents, variant);
      known[name] = made && {
        bytes: made.length,
        error: errorIn(made, validation),
      };
      if (++fresh % SAVED === 0) writeWhole(outputs.partial, JSON.stringify({ run, known }));
      return known[name];
    };
    const points: Point[] = [];
    let smallest = Infinity;
    for (const point of search(contents, limit, measure)) {
      points.push(point);
      if (point.error > limit || point.bytes >= smallest) continue;
      smallest = point.bytes;
      console.error(
        `${points.length} tried: ${point.bytes} B, ${change(point.error, whole.validation)}: ${point.name}`,
      );
    }

    const candidates = points.filter((p) => p.error <= limit && p.bytes < blob.length);
    candidates.sort((a, b) => a.bytes - b.bytes || a.error - b.error);
    const testLimit = (1 + tolerated) * whole.test;
    let chosen: Point | undefined;
    let small = blob;
    let testError = Infinity;
    for (const point of candidates) {
      small = blobOf(contents, point.variant)!;
      testError = errorIn(small, test);
      chosen = point;
      if (testError <= testLimit) break;
    }
    if (!chosen || testError > testLimit) {
      const best = [...points].filter((p) => p.bytes < blob.length).sort((a, b) => a.error - b.error)[0];
      console.error(
        `meniscus: ${file}: no smaller blob is within ${tolerance}${
          best
            ? `: the best has ${best.bytes} B and ${change(best.error, whole.validation)} (${best.name})`
            : ''
        }; nothing was written`,
      );
      process.exitCode = 1;
      return;
    }
    const best = frontier(points);
    const rows = best.map((point) => described(contents, point, whole.validation));
    const { frontierSvg } = await import('../shrink/plot.ts');
    const found = {
      model: basename(file),
      data: basename(data),
      tolerance: tolerated,
      original: { bytes: blob.length, ...whole },
      chosen: { ...pick(chosen), test: testError },
      frontier: rows,
      tried: points.length,
      machine: cpus()[0]?.model ?? 'unknown',
      node: process.version,
    };
    writeWhole(outputs.json, `${JSON.stringify(found, null, 2)}\n`);
    writeWhole(outputs.svg, frontierSvg(basename(file), points, best, limit, chosen));
    writeWhole(out, small);
    if (existsSync(outputs.partial)) rmSync(outputs.partial);
    console.log(
      `${table([
        ['bytes', 'weights', 'ns a step', 'error', ''],
        ...rows.map(({ bytes: size, weights, nanoseconds, error, name }) => [
          size.toLocaleString('en'),
          weights.toLocaleString('en'),
          String(Math.round(nanoseconds)),
          `${error.toPrecision(4)} (${change(error, whole.validation)})`,
          name,
        ]),
      ])}\n`,
    );
    console.log(
      `${out}: ${small.length} bytes instead of ${blob.length}; error ${change(chosen.error, whole.validation)} on the validation ` +
        `part, ${change(testError, whole.test)} on the test part; ${outputs.json} and ${outputs.svg} have the frontier`,
    );
  },
});

const pick = ({ name, bytes, error }: Point) => ({ name, bytes, error });

/** `+1.2 %`. */
const change = (error: number, whole: number): string =>
  `${error >= whole ? '+' : '−'}${Math.abs(100 * (error / whole - 1)).toFixed(2)} %`;

function errorIn(blob: Uint8Array, part: Part): number {
  const model = loadSync(blob);
  try {
    return errorOf(model, part);
  } finally {
    model.dispose();
  }
}

function described(contents: ReturnType<typeof readBlob>, point: Point, whole: number) {
  const blob = blobOf(contents, point.variant)!;
  const model = loadSync(blob);
  const { burst } = latency(model, TIMED);
  model.dispose();
  return {
    ...pick(point),
    change: point.error / whole - 1,
    weights: countWeights(readBlob(blob)),
    nanoseconds: burst,
  };
}
