/** Outputs and probes, in the format in which the readings came. */
import type { Deployed } from './models.ts';
import type { Readings } from './readings.ts';
import type { Taken } from './stream.ts';

/**
 * JSON: `{ outputs, probes, steps, held, stale }`, for a batch outputs and probes with a row for each reading. Bytes: rows of
 * 32-bit floats, little-endian, the outputs and then the probes; `Meniscus-Steps`, `Meniscus-Held` and `Meniscus-Stale`, of
 * indices, have the others, `Meniscus-Columns` what is in a row.
 */
export function answer(
  { format, single }: Readings,
  { columns, width, names }: Deployed,
  { values, steps, held, stale }: Pick<Taken, 'values' | 'steps' | 'held' | 'stale'>,
): Response {
  if (format === 'bytes') {
    const bytes = new DataView(new ArrayBuffer(4 * values.length));
    values.forEach((value, i) => {
      bytes.setFloat32(4 * i, value, true);
    });
    return new Response(bytes, {
      headers: {
        'Content-Type': 'application/octet-stream',
        'Meniscus-Steps': String(steps),
        'Meniscus-Held': String(held),
        'Meniscus-Stale': stale.join(','),
        'Meniscus-Columns': columns.map(({ name, length }) => `${name}:${length}`).join(','),
      },
    });
  }
  let from = 0;
  const [[, outputs], ...probes] = columns.map(({ name, length }): [string, unknown] => {
    const at = from;
    from += length;
    const rows = Array.from({ length: values.length / width }, (_, t) =>
      Array.from(values.subarray(t * width + at, t * width + at + length)),
    );
    return [name, single ? rows[0] : rows];
  });
  const rest = { steps, held, stale: stale.map((i) => names[i]) };
  return Response.json({ outputs, probes: Object.fromEntries(probes), ...rest });
}
