import { stateDictReader } from './state-dict.ts';

/** A state_dict in JSON: any JSON that no reader before it knows. */
export const json = stateDictReader(
  'JSON',
  (bytes) => {
    const start = new TextDecoder().decode(bytes.subarray(0, 64));
    return /^\s*\{\s*["}]/.test(start);
  },
  async () => (await import('../state-dict/json.ts')).readJsonStateDict,
);
