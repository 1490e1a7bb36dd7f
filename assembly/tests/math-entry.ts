/** The math functions behind scalar entry points, in both lane types, so that a test can scan the optimised code. */
import { OP_GATE, OP_GELU, OP_SIGMOID, OP_TANH } from '../layout';
import { exp } from '../math/exp';
import { phi1 } from '../math/phi1';
import { softplus } from '../math/softplus';
import { squash } from '../math/tanh';

export function expScalar(x: f32): f32 {
  return exp<f32>(x);
}
export function expVector(x: f32): f32 {
  return f32x4.extract_lane(exp<v128>(f32x4.splat(x)), 0);
}
export function gateScalar(x: f32): f32 {
  return squash<f32>(OP_GATE, x);
}
export function gateVector(x: f32): f32 {
  return f32x4.extract_lane(squash<v128>(OP_GATE, f32x4.splat(x)), 0);
}
export function geluScalar(x: f32): f32 {
  return squash<f32>(OP_GELU, x);
}
export function geluVector(x: f32): f32 {
  return f32x4.extract_lane(squash<v128>(OP_GELU, f32x4.splat(x)), 0);
}
export function phi1Scalar(x: f32): f32 {
  return phi1<f32>(x);
}
export function phi1Vector(x: f32): f32 {
  return f32x4.extract_lane(phi1<v128>(f32x4.splat(x)), 0);
}
export function sigmoidScalar(x: f32): f32 {
  return squash<f32>(OP_SIGMOID, x);
}
export function sigmoidVector(x: f32): f32 {
  return f32x4.extract_lane(squash<v128>(OP_SIGMOID, f32x4.splat(x)), 0);
}
export function softplusScalar(x: f32): f32 {
  return softplus<f32>(x);
}
export function softplusVector(x: f32): f32 {
  return f32x4.extract_lane(softplus<v128>(f32x4.splat(x)), 0);
}
export function tanhScalar(x: f32): f32 {
  return squash<f32>(OP_TANH, x);
}
export function tanhVector(x: f32): f32 {
  return f32x4.extract_lane(squash<v128>(OP_TANH, f32x4.splat(x)), 0);
}
