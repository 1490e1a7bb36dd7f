/** What to do with readings that are missing: in training, in `run`, in sessions. */
export const missingPolicies = ['hold', 'mean', 'mask', 'drop-row', 'error'] as const;
export type MissingPolicy = (typeof missingPolicies)[number];
