/**
 * The bias of a gate that keeps a state for T steps, σ(b) = 1 − 1/T: Tallec & Ollivier 2018, arXiv:1804.11188. For less than two
 * steps 0.
 */
export const keepingFor = (T: number): number => Math.log(Math.max(1, T - 1));
