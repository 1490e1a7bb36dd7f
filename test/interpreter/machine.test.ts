import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { approximations } from '../../bench/approximations/list.ts';
import type { MathModule } from '../../bench/approximations/scan.ts';
import { assemble } from './assemble.ts';
import { BUILDS, bytesOf, floats, fresh, loaded, type Machine, moduleOf, open } from './builds.ts';
import { ARENA, COMPENSATION, H, INPUT, M, N, OUTPUT, Reference, STATE, sample, UNFOLDS } from './sample.ts';

const blob = assemble(sample());
const TANH = approximations.find(({ name }) => name === 'TANH')?.id as number;
const math = new WebAssembly.Instance(moduleOf('math')).exports as unknown as MathModule;
const inputAt = (i: number) => [Math.sin(i / 3), Math.cos(i / 5)];

function step(machine: Machine, session: number, input: number[], dt: number): number {
  floats(machine, session + INPUT, N).set(input);
  return machine.step(session, dt);
}

const state = (machine: Machine, session: number) => Array.from(floats(machine, session + STATE, H));
const output = (machine: Machine, session: number) => Array.from(floats(machine, session + OUTPUT, M));

describe.each(['simd', 'scalar'])('the %s build', (build) => {
  it('imports nothing and takes at most 26.25 KiB, 11.5 KiB compressed', () => {
    expect(WebAssembly.Module.imports(moduleOf(build))).toEqual([]);
    expect(bytesOf(build).length).toBeLessThanOrEqual(26.25 * 1024);
    if (build !== 'checked')
      expect(gzipSync(bytesOf(build), { level: 9 }).length).toBeLessThanOrEqual(11.5 * 1024);
  });

  it('has no counters', () => {
    expect(fresh(build as 'simd')).not.toHaveProperty('multiplyAdds');
  });
});

describe.each(BUILDS)('a step of the %s build', (build) => {
  it.each([0, 1, 2, 3])('gives exactly the bits of the format, unfolds %d', (unfolds) => {
    const machine = loaded(build, blob, unfolds);
    const session = machine.session();
    const reference = new Reference((x) => math.scalar(TANH, x), unfolds || UNFOLDS);
    for (let i = 0; i < 50; i++) {
      expect(step(machine, session, inputAt(i), 0.1)).toBe(L.OK);
      expect(output(machine, session)).toEqual(reference.step(inputAt(i), 0.1));
      expect(state(machine, session)).toEqual(Array.from(reference.state));
      expect(Array.from(floats(machine, session + COMPENSATION, H))).toEqual(
        Array.from(reference.compensation),
      );
    }
  });

  it('refuses an input that is not finite and leaves the state', () => {
    const machine = loaded(build, blob);
    const session = machine.session();
    step(machine, session, [1, 2], 0.1);
    const before = state(machine, session);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(step(machine, session, [0, bad], 0.1)).toBe(L.ERROR_INPUT);
      expect([machine.status(), machine.detail(0)]).toEqual([L.ERROR_INPUT, 1]);
    }
    expect(state(machine, session)).toEqual(before);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses dt = %d', (dt) => {
    const machine = loaded(build, blob);
    expect(step(machine, machine.session(), [0, 0], dt)).toBe(L.ERROR_DT);
  });

  it('undoes a step whose result is not finite', () => {
    const model = sample();
    model.program[3] = { ...model.program[3], op: L.OP_EXP };
    const machine = loaded(build, assemble(model));
    const session = machine.session();
    expect(step(machine, session, [1, 0], 0.1)).toBe(L.OK);
    const before = state(machine, session);
    expect(step(machine, session, [3e38, -3e38], 0.1)).toBe(L.ERROR_RESULT);
    expect([machine.detail(0) < H, machine.detail(1)]).toEqual([true, 2]); // port 2, the output, comes first
    expect(state(machine, session)).toEqual(before);
    expect(step(machine, session, [1, 0], 0.1)).toBe(L.OK);
    const other = machine.session();
    step(machine, other, [1, 0], 0.1);
    step(machine, other, [1, 0], 0.1);
    expect(state(machine, session)).toEqual(state(machine, other));
  });

  it('allocates nothing', () => {
    const machine = loaded(build, blob);
    const session = machine.session();
    const before = machine.memory.buffer.byteLength;
    for (let i = 0; i < 5000; i++) step(machine, session, [1, 2], 0.1);
    machine.run(session, machine.runSteps(), 0.1);
    expect(machine.memory.buffer.byteLength).toBe(before);
  });
});

describe.each(BUILDS)('a run of the %s build', (build) => {
  it('equals its steps, with one dt or one each', () => {
    const machine = loaded(build, blob);
    const [a, b] = [machine.session(), machine.session()];
    const steps = machine.runSteps();
    expect(steps).toBe(Math.floor(1024 / (N + 1 + M)));
    for (const dt of [0.25, 0]) {
      for (let i = 0; i < steps; i++) {
        floats(machine, machine.runInputs() + i * N * 4, N).set(inputAt(i));
        floats(machine, machine.runDts() + i * 4, 1)[0] = 0.01 * (i + 1);
      }
      expect(machine.run(a, steps + 1, dt)).toBe(steps);
      expect(machine.status()).toBe(L.OK);
      for (let i = 0; i < steps; i++) {
        step(machine, b, inputAt(i), dt || 0.01 * (i + 1));
        expect(Array.from(floats(machine, machine.runOutputs() + i * M * 4, M))).toEqual(output(machine, b));
      }
    }
  });

  it('stops at the first error', () => {
    const machine = loaded(build, blob);
    const [a, b] = [machine.session(), machine.session()];
    floats(machine, machine.runInputs(), 4 * N).set([1, 2, 3, 4, 5, Number.NaN, 7, 8]);
    expect(machine.run(a, 4, 0.1)).toBe(2);
    expect([machine.status(), machine.detail(0)]).toEqual([L.ERROR_INPUT, 1]);
    step(machine, b, [1, 2], 0.1);
    step(machine, b, [3, 4], 0.1);
    expect(state(machine, a)).toEqual(state(machine, b));
  });
});

describe('sessions', () => {
  it('share nothing, are zero when new, and use released memory again', () => {
    const machine = loaded('simd', blob);
    const sessions = Array.from({ length: 1000 }, () => machine.session());
    expect(new Set(sessions).size).toBe(1000);
    const size = machine.memory.buffer.byteLength;
    step(machine, sessions[7], [1, 2], 0.1);
    expect(state(machine, sessions[8])).toEqual([0, 0, 0, 0, 0]);
    expect(machine.release(sessions[7])).toBe(L.OK);
    const again = machine.session();
    expect(again).toBe(sessions[7]);
    expect(Array.from(floats(machine, again, ARENA / 4))).toEqual(Array(ARENA / 4).fill(0));
    expect(machine.memory.buffer.byteLength).toBe(size);
    expect(sessions[1] - sessions[0]).toBe(machine.sessionBytes());
  });

  it('start over after a reset', () => {
    const machine = loaded('simd', blob);
    const session = machine.session();
    step(machine, session, [1, 2], 0.1);
    const first = output(machine, session);
    step(machine, session, [1, 2], 0.1);
    expect(output(machine, session)).not.toEqual(first);
    expect(machine.reset(session)).toBe(L.OK);
    step(machine, session, [1, 2], 0.1);
    expect(output(machine, session)).toEqual(first);
  });

  it('that are none give a status', () => {
    const machine = loaded('simd', blob);
    const session = machine.session();
    expect(machine.release(session)).toBe(L.OK);
    for (const none of [0, session, session + 16, session - 16, 0xfffffff0, 1]) {
      expect(machine.release(none)).toBe(L.ERROR_SESSION);
      expect(machine.reset(none)).toBe(L.ERROR_SESSION);
      expect(machine.step(none, 0.1)).toBe(L.ERROR_SESSION);
      expect(machine.run(none, 1, 0.1)).toBe(0);
      expect(machine.status()).toBe(L.ERROR_SESSION);
    }
  });
});

describe('the order of calls', () => {
  it('does not matter for memory safety: before open everything answers with a status or 0', () => {
    const machine = fresh('simd');
    expect(machine.open(0, 0, 0)).toBe(L.ERROR_TRUNCATED);
    expect(machine.open(100, 0, 0)).toBe(L.ERROR_MEMORY);
    expect([machine.session(), machine.status()]).toEqual([0, L.ERROR_SESSION]);
    expect([machine.step(16, 1), machine.release(16), machine.reset(16)]).toEqual(
      Array(3).fill(L.ERROR_SESSION),
    );
    expect([machine.run(16, 1, 1), machine.port(0), machine.runSteps()]).toEqual([0, 0, 0]);
    expect([machine.residentBytes(), machine.sessionBytes()]).toEqual([0, 0]);
    expect([machine.reserve(0xffffffff), machine.status()]).toEqual([0, L.ERROR_MEMORY]);
  });

  it('allows a second attempt after an error, but one model only', () => {
    const machine = fresh('simd');
    expect(open(machine, blob.subarray(0, 100))).toBe(L.ERROR_TRUNCATED);
    expect(open(machine, blob, UNFOLDS + 1)).toBe(L.ERROR_UNFOLDS);
    expect(machine.detail(0)).toBe(1);
    expect(open(machine, blob)).toBe(L.OK);
    expect(machine.open(blob.length, 0, 0)).toBe(L.ERROR_SESSION);
    expect(machine.reserve(100)).toBe(0);
  });

  it('shows the ports and keeps no hole of the blob', () => {
    const padded = assemble({ ...sample(), metadata: ' '.repeat(100_000) });
    const machine = fresh('simd');
    const address = machine.reserve(padded.length);
    new Uint8Array(machine.memory.buffer, address, padded.length).set(padded);
    expect(machine.open(padded.length, 0, 0)).toBe(L.OK);
    const view = new DataView(machine.memory.buffer);
    sample().ports.forEach((port, i) => {
      const entry = machine.port(i);
      expect(view.getUint16(entry + L.PORT_KIND, true)).toBe(port.kind);
      expect(view.getUint16(entry + L.PORT_LENGTH, true)).toBe(port.length);
      expect(view.getUint32(entry + L.PORT_OFFSET, true)).toBe(port.offset);
    });
    expect(machine.port(6)).toBe(0);
    expect(machine.residentBytes()).toBeLessThan(6000);
    expect(machine.session()).toBeLessThan(address + machine.residentBytes() + 48);
  });
});

it('the checked build counts the work that the blob states', () => {
  const machine = loaded('checked', blob);
  const session = machine.session();
  step(machine, session, [1, 2], 0.1);
  expect(machine.multiplyAdds()).toBe(sample().multiplyAdds);
  expect(machine.transcendentals()).toBe(sample().transcendentals);
  machine.resetCounters();
  expect([machine.multiplyAdds(), machine.transcendentals()]).toEqual([0, 0]);
});
