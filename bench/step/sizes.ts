/** N, H: the sizes at which every cell is measured. */
export const SIZES = [
  [1, 8],
  [4, 16],
  [8, 32],
  [40, 40],
  [32, 64],
  [64, 128],
] as const;
