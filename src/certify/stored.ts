import { readBlob } from '../format/read.ts';
import { writeBlob } from '../format/write.ts';
import type { Certificate } from './certify.ts';

/** Adds a certificate to a blob's metadata. What runs is the same. */
export function withCertificate(bytes: Uint8Array, certificate: Certificate): Uint8Array {
  const contents = readBlob(bytes);
  return writeBlob({ ...contents, metadata: { ...contents.metadata, certified: certificate } });
}
