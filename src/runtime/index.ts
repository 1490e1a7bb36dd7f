/** What ships to devices: loads a blob in any host and runs it. */
export type { Metadata } from './blob.ts';
export type { Budget } from './budget.ts';
export { type ErrorCode, MeniscusError } from './errors.ts';
export { type LoadOptions, load, loadSync, type Weights } from './load.ts';
export type { Build, MachineSource } from './machine.ts';
export type { Model, ModelMemory } from './model.ts';
export type { RunOptions, Session, SessionOptions } from './session.ts';
export type { Source } from './source.ts';
export type { Reading, StreamOptions } from './stream.ts';
