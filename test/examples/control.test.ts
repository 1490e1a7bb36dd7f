/** The cart-pole example: its physics, its regulator, its sensors, and that a network learns to balance it. */
import { describe, expect, test } from 'vitest';
import { energy, Simulation, STATES, slopes, standard } from '../../examples/control/cart-pole.ts';
import { contenders, throughMachine } from '../../examples/control/controllers.ts';
import { imitate } from '../../examples/control/imitate.ts';
import { filtered } from '../../examples/control/kalman.ts';
import { bryson, linearise, regulator, riccati, sampled } from '../../examples/control/lqr.ts';
import { HERTZ, harsh, linear, run, usual } from '../../examples/control/run.ts';
import { Hold, Sensors } from '../../examples/control/sensors.ts';
import { Random } from '../../src/data/random.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { compile } from '../../src/train/index.ts';

const plant = sampled(linearise(standard), 1 / HERTZ);
const regulated = regulator(plant, bryson);
const { gains } = regulated;

describe('the cart-pole without force', () => {
  const momentum = ([, v, theta, omega]: Float64Array): number =>
    (standard.cartMass + standard.poleMass) * v +
    standard.poleMass * standard.halfLength * omega * Math.cos(theta);

  test('keeps its energy and its momentum while the pole turns over', () => {
    const simulation = new Simulation(standard, [0, 0.4, 0.3, 0]);
    const before = { energy: energy(standard, simulation.state), momentum: momentum(simulation.state) };
    let lowest = 1;
    for (let t = 0; t < 2000; t++) {
      simulation.advance(0, 10);
      lowest = Math.min(lowest, Math.cos(simulation.state[2]));
      expect(energy(standard, simulation.state)).toBeCloseTo(before.energy, 10);
      expect(momentum(simulation.state)).toBeCloseTo(before.momentum, 10);
    }
    expect(lowest).toBeLessThan(-0.9);
  });

  test('stays where it is upright, and swings with the period of its linearisation when it hangs', () => {
    const upright = new Simulation(standard, [0.2, 0, 0, 0]);
    upright.advance(0, 10_000);
    expect([...upright.state]).toEqual([0.2, 0, 0, 0]);

    const { gravity, cartMass, poleMass, halfLength } = standard;
    const rate = Math.sqrt(gravity / (halfLength * (4 / 3 - poleMass / (cartMass + poleMass))));
    const hanging = new Simulation(standard, [0, 0, Math.PI + 1e-3, 0]);
    hanging.advance(0, Math.round((2 * Math.PI * 1e4) / rate));
    expect(hanging.state[2] - Math.PI).toBeCloseTo(1e-3, 7);
  });
});

describe('the regulator', () => {
  test('is made of the derivatives of the equations', () => {
    const { A, B } = linearise(standard);
    const step = 1e-5;
    const slope = (state: number[], force: number): Float64Array => {
      const [above, below] = [1, -1].map((sign) => {
        const into = new Float64Array(STATES);
        slopes(
          standard,
          state.map((s) => sign * s),
          sign * force,
          into,
        );
        return into;
      });
      return above.map((a, i) => (a - below[i]) / (2 * step));
    };
    for (let j = 0; j < STATES; j++) {
      const state = [0, 0, 0, 0];
      state[j] = step;
      slope(state, 0).forEach((a, i) => {
        expect(a).toBeCloseTo(A[i * STATES + j], 7);
      });
    }
    slope([0, 0, 0, 0], step).forEach((b, i) => {
      expect(b).toBeCloseTo(B[i], 7);
    });
  });

  test('samples the plant as it moves over a tick', () => {
    const start = [1e-4, -2e-4, 3e-4, 1e-4];
    const force = 1e-3;
    const simulation = new Simulation(standard, start);
    simulation.advance(force, 10);
    simulation.state.forEach((s, i) => {
      const linear = start.reduce((sum, x, j) => sum + plant.A[i * STATES + j] * x, plant.B[i] * force);
      expect(s).toBeCloseTo(linear, 11);
    });
  });

  test('solves the Riccati equation', () => {
    const { P } = regulated;
    riccati(plant, bryson, P).forEach((x, i) => {
      expect(Math.abs(x - P[i]) / Math.max(...P)).toBeLessThan(1e-11);
    });
  });

  test('refuses a plant that the force does not reach', () => {
    expect(() => regulator({ ...plant, B: new Float64Array(STATES) }, bryson)).toThrow(/does not settle/);
  });

  test('brings the nonlinear plant to rest', () => {
    const simulation = new Simulation(standard, [0.5, 0, 0.3, 0]);
    const none = new Float64Array(STATES);
    const control = linear(gains, 'truth');
    for (let t = 0; t < 20 * HERTZ; t++)
      simulation.advance(control({ raw: none, held: none, truth: simulation.state }), 10);
    for (const s of simulation.state) expect(Math.abs(s)).toBeLessThan(1e-6);
  });

  test.each([usual, harsh])(
    'with a filter holds through noise, drop-outs and a mass that doubles',
    (scenario) => {
      for (const seed of [1, 2])
        expect(run(filtered(plant, regulated, scenario), scenario, seed).fell).toBe(false);
    },
  );
});

describe('readings', () => {
  test('are missing and noisy as often and as much as asked, in bursts', () => {
    const { noise, dropped, dropLength } = usual.sensors;
    const sensors = new Sensors(new Random(1), usual.sensors);
    const count = 200_000;
    let missing = 0;
    let bursts = 0;
    let squares = 0;
    let before = false;
    for (let t = 0; t < count; t++) {
      const reading = sensors.read([0, 0, 1, 0])[2];
      const absent = Number.isNaN(reading);
      if (absent) missing++;
      else squares += (reading - 1) ** 2;
      if (absent && !before) bursts++;
      before = absent;
    }
    expect(missing / count).toBeCloseTo(dropped, 1);
    expect(missing / bursts / dropLength).toBeCloseTo(1, 1);
    expect(Math.sqrt(squares / (count - missing)) / noise[2]).toBeCloseTo(1, 1);
  });

  test('that are missing are held, from 0 on', () => {
    const hold = new Hold();
    expect([...hold.take([NaN, 1, NaN, 2])]).toEqual([0, 1, 0, 2]);
    expect([...hold.take([3, NaN, NaN, 4])]).toEqual([3, 1, 0, 4]);
    expect([...hold.take([NaN, NaN, NaN, NaN])]).toEqual([3, 1, 0, 4]);
  });

  test.each([
    [{ dropped: 1 }, /share/],
    [{ dropLength: 0.5 }, /at least 1/],
    [{ dropped: 0.9, dropLength: 2 }, /cannot make up/],
  ])('refuse drop-outs that there cannot be: %o', (wrong, message) => {
    expect(() => new Sensors(new Random(1), { ...usual.sensors, ...wrong })).toThrow(message);
  });
});

describe('a run', () => {
  test('without control ends in a fall', () => {
    const { fell, balanced, states } = run(() => 0, usual, 1);
    expect(fell).toBe(true);
    expect(states.length).toBe(Math.round(balanced * HERTZ) * STATES);
  });

  test('is the same for the same seed, and another for another', () => {
    const once = (seed: number) => run(linear(gains, 'held'), { ...usual, seconds: 2 }, seed);
    expect(once(3)).toEqual(once(3));
    expect(once(3).states).not.toEqual(once(4).states);
  });
});

test('a small network learns to balance in 8-bit weights, the same with the same seed', () => {
  const layer = { ...contenders[0].layer, units: 8 };
  const learn = () => {
    const lessons = { rounds: 1, trajectories: 6, seconds: 2, epochs: 10 };
    const { network, parameters } = imitate(layer, gains, usual, lessons, 1);
    return compile(network, parameters, { weights: 'q8' }).blob;
  };
  const blob = learn();
  expect(learn()).toEqual(blob);
  const model = loadSync(blob);
  for (const seed of [1, 2, 3])
    expect(run(throughMachine(model), { ...usual, seconds: 5 }, seed).fell).toBe(false);
});
