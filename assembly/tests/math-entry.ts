/** The math functions behind scalar entry points, in both lane types, so that a test can scan the optimised code. */
import { exp } from '../math/exp';
import { phi1 } from '../math/phi1';
import { sigmoid } from '../math/sigmoid';
import { softplus } from '../math/softplus';
import { gate, tanh } from '../math/tanh';

export function expScalar(x: f32): f32 {
  return exp<f32>(x);
}
export function expVector(x: f32): f32 {
  return f32x4.extract_lane(exp<v128>(f32x4.splat(x)), 0);
}
export function gateScalar(x: f32): f32 {
  return gate<f32>(x);
}
export function gateVector(x: f32): f32 {
  return f32x4.extract_lane(gate<v128>(f32x4.splat(x)), 0);
}
export function phi1Scalar(x: f32): f32 {
  return phi1<f32>(x);
}
export function phi1Vector(x: f32): f32 {
  return f32x4.extract_lane(phi1<v128>(f32x4.splat(x)), 0);
}
export function sigmoidScalar(x: f32): f32 {
  return sigmoid<f32>(x);
}
export function sigmoidVector(x: f32): f32 {
  return f32x4.extract_lane(sigmoid<v128>(f32x4.splat(x)), 0);
}
export function softplusScalar(x: f32): f32 {
  return softplus<f32>(x);
}
export function softplusVector(x: f32): f32 {
  return f32x4.extract_lane(softplus<v128>(f32x4.splat(x)), 0);
}
export function tanhScalar(x: f32): f32 {
  return tanh<f32>(x);
}
export function tanhVector(x: f32): f32 {
  return f32x4.extract_lane(tanh<v128>(f32x4.splat(x)), 0);
}
