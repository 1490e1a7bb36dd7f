/** What commands read and write. */
export { checkWritable } from '../files/check.ts';
export { FileError } from '../files/error.ts';
export { readBytes } from '../files/read.ts';
export { isFile, isStdout } from '../files/target.ts';
export { writeOwn, writeWhole } from '../files/write.ts';
