import type * as operations from '../src/ops/table.ts';
import type * as types from '../src/quantise/types.ts';

export declare function generated(
  tables: Pick<typeof operations, 'operations'> &
    Pick<typeof types, 'weightTypes' | 'storageOf' | 'largestOf'>,
): Map<string, string>;
