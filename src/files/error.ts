/** A file that cannot be read or written. */
export class FileError extends Error {
  override name = 'FileError';
}

/** The code of a system error, such as `ENOENT`, or its message if it has none. */
export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error as Error).message;
