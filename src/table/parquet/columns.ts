/** What the columns of a Parquet file hold. Source: github.com/apache/parquet-format, LogicalTypes.md. */
import type { SchemaTree } from 'hyparquet/src/index.js';

/** How the values of a column become those of a table; or why they cannot. */
export type Holds =
  | { readonly as: 'numbers'; readonly single: boolean }
  | { readonly as: 'values' }
  /** Nanoseconds since 1970, of UTC or of a clock whose zone nobody says. */
  | { readonly as: 'times'; readonly utc: boolean }
  /** Integers since midnight, so many to a second. */
  | { readonly as: 'clock'; readonly perSecond: number }
  | { readonly as: 'dates' }
  | { readonly as: 'nothing'; readonly because: string };

const perSecond = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const;

export function holdsOf({ element, children }: SchemaTree): Holds {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || element.repetition_type === 'REPEATED')
    return { as: 'nothing', because: 'holds lists or structures' };
  if (logical?.type === 'TIMESTAMP') return { as: 'times', utc: logical.isAdjustedToUTC };
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') return { as: 'times', utc: true };
  if (type === 'INT96') return { as: 'times', utc: false };
  if (logical?.type === 'TIME') return { as: 'clock', perSecond: perSecond[logical.unit] };
  if (converted === 'TIME_MILLIS') return { as: 'clock', perSecond: 1e3 };
  if (converted === 'TIME_MICROS') return { as: 'clock', perSecond: 1e6 };
  if (logical?.type === 'DATE' || converted === 'DATE') return { as: 'dates' };
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return { as: 'numbers', single: false };
  if (converted === 'BSON' || converted === 'INTERVAL')
    return { as: 'nothing', because: `holds ${converted}` };
  if (logical?.type === 'FLOAT16') return { as: 'numbers', single: true };
  if (logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY' || logical?.type === 'VARIANT')
    return { as: 'nothing', because: `holds ${logical.type}` };
  if (type === 'FIXED_LEN_BYTE_ARRAY' && logical?.type !== 'UUID')
    return { as: 'nothing', because: 'holds bytes' };
  if (type === 'BOOLEAN' || type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') return { as: 'values' };
  return { as: 'numbers', single: type === 'FLOAT' };
}
