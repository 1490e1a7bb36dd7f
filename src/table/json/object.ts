/** Objects of JSON texts. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';

/** How other JSON becomes lines. */
export const BY_JQ = "jq -c '.[]' FILE > FILE.jsonl";

/** What is said of a value that is no object. @param text that it was read from */
export function noObject(value: unknown, text: string, where: string): DataError {
  const what =
    value === undefined ? `${shown(text)} is no complete JSON object` : `${shown(value)} is no object`;
  return new DataError(
    `${where}: ${what}; each line must hold one, such as {"t":0,"a":1.5}. Make lines of other JSON with ${BY_JQ}`,
  );
}

/** The value of a JSON text, in which Python may have written NaN and Infinity; undefined if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return /NaN|Infinity/.test(text) ? parsedOfPython(text) : undefined;
  }
}

function parsedOfPython(text: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
    part.startsWith('"') ? part : `"${part}"`,
  );
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}
