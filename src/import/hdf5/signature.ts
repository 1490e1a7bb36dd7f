const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether a file begins as HDF5 does. */
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, k) => bytes[k] === byte);
