/** Reads tables of numbers, times and words from files of many formats. */
export { TableBuilder } from './builder.ts';
export { parseTable } from './parse.ts';
export { readTable, readTables } from './read.ts';
export { type StreamOptions, streamTable } from './stream.ts';
export * from './table.ts';
