/** What is written from the tables of operations and weight types is current. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { generated } from '../../scripts/tables.js';
import { operations } from '../../src/ops/table.ts';
import { largestOf, storageOf, weightTypes } from '../../src/quantise/types.ts';

test.each([...generated({ operations, weightTypes, storageOf, largestOf })])(
  '%s is what `npm run tables` writes',
  (path, text) => {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    expect(readFileSync(file, 'utf8') === text, `${path} is older than its table: npm run tables`).toBe(true);
  },
);
