/** Names and messages where the host has no TextDecoder. */
import { afterEach, expect, test, vi } from 'vitest';
import { textOf } from '../../src/runtime/bytes.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { assemble, leakyIntegrator } from './blob-builder.ts';

afterEach(() => void vi.unstubAllGlobals());

test('UTF-8 is read the same without the decoder of the host', () => {
  const texts = ['', 'tau', '{"name":"Δt in µs, 100 %, 🌊"}', '\0asm'];
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  vi.stubGlobal('TextDecoder', undefined);
  expect(encoded.map(textOf)).toEqual(texts);
});

test('a model keeps its metadata, and a web page is recognised', () => {
  const bytes = assemble(leakyIntegrator(0.5, 4));
  const { metadata, states } = loadSync(bytes);
  vi.stubGlobal('TextDecoder', undefined);
  expect(loadSync(bytes).metadata).toEqual(metadata);
  expect(loadSync(bytes).states).toEqual(states);
  expect(() => loadSync(new TextEncoder().encode('<!doctype html>'))).toThrow('this is a web page');
});
