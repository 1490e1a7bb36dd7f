/** A file that cannot be read or written. */
export class FileError extends Error {
  override name = 'FileError';
}

/** The code that Node gives an error of the system, such as `ENOENT`; what it says where there is none. */
export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error as Error).message;
