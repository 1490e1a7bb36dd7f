/** What is wrong with a file to import: the message names the file, the place, what was expected, found, and to do. */
export class ImportError extends Error {
  override name = 'ImportError';
}

/** For options that a reader does not have. */
export const importError = (message: string): never => {
  throw new ImportError(message);
};

/** A value that a file gave, as JSON for a message: escaped, and of at most 80 characters whatever the file holds. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    text = 'a value too deep to be shown';
  }
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
