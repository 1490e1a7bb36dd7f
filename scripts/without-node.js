/** Of a library whose own entry needs Node's Buffer, the one for browsers, which brings what it needs of it. */
export const withoutNode = { 'csv-parse/sync': 'csv-parse/browser/esm/sync' };
