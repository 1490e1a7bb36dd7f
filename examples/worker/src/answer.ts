/** Outputs and probes, in the format in which the readings came. */
import type { Deployed } from './models.ts';
import type { Readings } from './readings.ts';

/**
 * JSON: `{ outputs, probes, steps }`, for a batch each with a row for each reading. Bytes: rows of 32-bit floats,
 * little-endian, the outputs and then the probes; `Meniscus-Steps` has the steps, `Meniscus-Columns` what is in a row.
 * @param values [T × width]
 */
export function answer(
  { format, single }: Readings,
  { columns, width }: Deployed,
  values: Float32Array | Float64Array,
  steps: number,
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
  return Response.json({ outputs, probes: Object.fromEntries(probes), steps });
}
