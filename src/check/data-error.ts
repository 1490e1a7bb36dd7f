/** An error in the user's data. The message names the file, the place and the remedy. */
export class DataError extends Error {
  override name = 'DataError';
}

/** For options that a reader does not have. */
export const dataError = (message: string): never => {
  throw new DataError(message);
};
