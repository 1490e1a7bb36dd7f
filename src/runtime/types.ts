/** The exports of every entry of the package, besides its loaders. */
export type { Origin, OriginTable } from './blob.ts';
export { type ErrorCode, MeniscusError } from './errors.ts';
export type { Weights } from './instance.ts';
export type { InterpreterSource } from './interpreter.ts';
export type { Load, LoadOptions, LoadSync, LoadSyncOptions } from './load.ts';
export type { Metadata } from './metadata.ts';
export type { SessionOptions } from './missing.ts';
export type { Budget, Model, ModelMemory } from './model.ts';
export type { Outputs } from './origins.ts';
export type { RunOptions } from './run.ts';
export type { Session } from './session.ts';
export type { Source } from './source.ts';
export type { Reading, StreamOptions } from './stream.ts';
