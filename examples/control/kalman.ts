/**
 * The classical answer to noise and drop-outs: the regulator on the state that a Kalman filter estimates. Anderson and
 * Moore, "Optimal Filtering" (1979), chapter 3. It knows the linear plant, the sizes of noise and pushes, and which readings
 * are missing, none of which the networks are told; of the mass that doubles it knows as little as they.
 */
import { STATES } from './cart-pole.ts';
import type { Linear, Regulator } from './lqr.ts';
import { applied, diagonal, dot, product, transposed } from './matrix.ts';
import { type Controller, HERTZ, limited, type Scenario } from './run.ts';

/**
 * A regulator with a filter, from an estimate of 0 that it does not trust.
 * @param plant over one tick
 * @param scenario whose noise, starts and pushes the filter expects; all noise > 0
 */
export function filtered(plant: Linear, { gains }: Regulator, scenario: Scenario): Controller {
  const { starts, push } = scenario;
  const { noise } = scenario.sensors;
  const { A, B } = plant;
  // pushes as a white force, new every tick: their mean square, in N², times the ticks that one lasts
  const disturbance = push.force ** 2 * (push.lasts / push.every) * push.lasts * HERTZ;
  const turned = transposed(A);
  // a uniform distribution's variance is a third of its half-width's square
  const P = diagonal(starts.map((width) => width ** 2 / 3));
  const between = new Float64Array(P.length);
  const gain = new Float64Array(STATES);
  let state: Float64Array = new Float64Array(STATES);
  return ({ raw }) => {
    // the readings' errors are independent, so they are taken one by one; one that is missing is left out
    for (let s = 0; s < STATES; s++) {
      if (Number.isNaN(raw[s])) continue;
      const surprise = raw[s] - state[s];
      const variance = P[s * STATES + s] + noise[s] ** 2;
      for (let i = 0; i < STATES; i++) gain[i] = P[i * STATES + s] / variance;
      for (let i = 0; i < STATES; i++) state[i] += gain[i] * surprise;
      // P is symmetric: its column s is variance · gain
      for (let i = 0; i < STATES; i++)
        for (let j = 0; j < STATES; j++) P[i * STATES + j] -= gain[i] * gain[j] * variance;
    }
    const force = limited(-dot(gains, state));
    state = applied(A, state);
    for (let i = 0; i < STATES; i++) state[i] += B[i] * force;
    product(product(A, P, between), turned, P);
    // symmetric to the last bit: what rounding makes of it otherwise grows with the falling pole, and in seconds is all
    for (let i = 0; i < STATES; i++)
      for (let j = 0; j <= i; j++)
        P[i * STATES + j] = P[j * STATES + i] =
          (P[i * STATES + j] + P[j * STATES + i]) / 2 + disturbance * B[i] * B[j];
    return force;
  };
}
