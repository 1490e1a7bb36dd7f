/** An error in a file to import. The message names the file and the place, what was expected and found, and what to do. */
export class ImportError extends Error {
  override name = 'ImportError';
}

/** Refuses options that a reader does not have. */
export const importError = (message: string): never => {
  throw new ImportError(message);
};

/** A value from a file as JSON for a message: escaped, at most 80 characters. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    text = 'a value too deep to be shown';
  }
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
