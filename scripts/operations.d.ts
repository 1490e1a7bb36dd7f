import type { Operation } from '../src/ops/table.ts';

export declare function generated(operations: ReadonlyMap<number, Operation>): Record<string, string>;
