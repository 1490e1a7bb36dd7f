/**
 * The largest error of each approximation that was found over the floats of its range, rounded up, and where it is. Written by
 * `npm run bench:approximations -- --write`; both sides import it.
 */

// relative, -87.33 … 88.7228
export const EXP_ERROR = 8.4e-8;
export const EXP_WORST = -27.378984451293945;

// absolute, -3.4028234663852886e+38 … 3.4028234663852886e+38
export const GATE_ERROR = 2.9e-7;
export const GATE_WORST = 7.5360517501831055;

// of the argument, -3.4028234663852886e+38 … 3.4028234663852886e+38
export const GELU_ERROR = 1.1e-6;
export const GELU_WORST = 2.707448720932007;

// relative, 0 … 8e+37
export const PHI1_ERROR = 1.4e-7;
export const PHI1_WORST = 0.6960275173187256;

// relative, -88.7 … 0
export const PHI1_NEGATIVE_ERROR = 1.8e-7;
export const PHI1_NEGATIVE_WORST = -16.684598922729492;

// absolute, -3.4028234663852886e+38 … 3.4028234663852886e+38
export const SIGMOID_ERROR = 2.9e-7;
export const SIGMOID_WORST = 15.072103500366211;

// of the argument, -3.4028234663852886e+38 … 3.4028234663852886e+38
export const SILU_ERROR = 3.1e-7;
export const SILU_WORST = 8.25967788696289;

// relative, -87.33 … 3.4028234663852886e+38
export const SOFTPLUS_ERROR = 2.3e-7;
export const SOFTPLUS_WORST = -3.404684066772461;

// absolute, -3.4028234663852886e+38 … 3.4028234663852886e+38
export const TANH_ERROR = 4.8e-7;
export const TANH_WORST = 6.642667293548584;
