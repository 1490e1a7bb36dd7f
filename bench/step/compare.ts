/** One case, in a process of its own: every engine computes the same, then short bursts of all of them alternate. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Build } from '../../src/runtime/index.ts';
import {
  type Case,
  floatRowsOf,
  makeCase,
  nameOf,
  openSession,
  outputsOf,
  ownOutputs,
  relativeError,
  rowsOf,
  type Size,
  TOLERANCE,
} from './case.ts';
import { FusedCell } from './fused.ts';
import {
  alternate,
  awaited,
  type Burst,
  inProcess,
  type Plan,
  ratioOf,
  type Spread,
  spreadOf,
} from './measure.ts';
import { NativeCell, type Target } from './native.ts';
import { findPeers } from './peers.ts';
import { plainCell } from './plain.ts';

/** A case and what its process needs for it. */
export interface Task extends Size {
  readonly build: Build;
  /** The cell's C program for each target; none where there is no gcc. */
  readonly programs: { readonly [target in Target]?: string };
  /** The cell's fused kernel, in base64. */
  readonly kernel?: string;
  /** Whether peers are timed as well. */
  readonly peers: boolean;
}

type Name = 'machine' | 'relaxed' | 'fused' | 'c' | 'cNative' | 'plainJs';
type Spreads<Key extends string> = { readonly [key in Key]?: Spread };

export interface Result extends Size {
  /** Of a step, by the blob's header. */
  readonly multiplyAdds: number;
  /** Cycles per nanosecond in the rounds. */
  readonly gigahertz: Spread;
  /** Per step. */
  readonly nanoseconds: Spreads<Name>;
  readonly multiplyAddsPerCycle: Spreads<Name>;
  readonly machineByC?: Spread;
  readonly machineByFused?: Spread;
  /** For information: this C may use all of the processor's instructions. */
  readonly machineByCNative?: Spread;
  readonly plainJsByMachine: Spread;
  /** The relaxed build by the interpreter's, where the host has relaxed SIMD. */
  readonly relaxedBySimd?: Spread;
  /** By the name of the peer. */
  readonly peersByMachine: Readonly<Record<string, Spread>>;
}

const plan: Plan = { burstMs: 0.25, totalMs: 1000, warmUpMs: 60, leastSteps: 5 };
const slowPlan: Plan = { burstMs: 2, totalMs: 400, warmUpMs: 100, leastSteps: 5 };

/** @throws Error where an engine's outputs differ from the interpreter's */
type Check = (engine: string, outputs: ArrayLike<number>) => void;

function checkAgainst(size: Size, wanted: Float64Array): Check {
  return (engine, outputs) => {
    const error = relativeError(outputs, wanted);
    if (!(error <= TOLERANCE))
      throw new Error(`${nameOf(size)}: ${engine} differs from the interpreter by ${error.toExponential(1)}`);
  };
}

async function measurePeers(one: Case, machine: Burst, check: Check): Promise<Record<string, Spread>> {
  const peers = await findPeers();
  const ratios: Record<string, Spread> = {};
  if ('skipped' in peers) return ratios;
  for (const peer of peers.filter((each) => each.supports(one))) {
    const open = await peer.open(one);
    const outputs: number[] = [];
    await open.reset();
    for (const x of rowsOf(one)) outputs.push(...Array.from(await open.step(x, one.dt)));
    check(peer.name, outputs);
    const engines = new Map([
      ['machine', machine],
      ['peer', awaited((x) => open.step(x, one.dt), rowsOf(one))],
    ]);
    const times = await alternate(engines, slowPlan);
    await open.close();
    ratios[peer.name] = ratioOf(times.get('peer')!, times.get('machine')!);
  }
  return ratios;
}

/** @throws Error where an engine's outputs differ from the interpreter's, or as the runtime does on an unknown build */
export async function compare(task: Task): Promise<Result> {
  const { cell, inputs, units, build, programs, kernel } = task;
  const one = makeCase(task);
  const { dt, multiplyAdds } = one;
  const rows = rowsOf(one);
  const session = openSession(one, build);
  const check = checkAgainst(task, ownOutputs(one, build));
  const floats = floatRowsOf(one);
  const machine = inProcess((x) => session.step(x, dt), floats);
  const engines = new Map<Name | 'cycle', Burst>([['machine', machine]]);
  if (build === 'simd' && WebAssembly.validate(readFileSync('build/relaxed.wasm'))) {
    check('the relaxed build', ownOutputs(one, 'relaxed'));
    const relaxed = openSession(one, 'relaxed');
    engines.set(
      'relaxed',
      inProcess((x) => relaxed.step(x, dt), floats),
    );
  }
  if (kernel !== undefined) {
    const fused = new FusedCell(Uint8Array.from(Buffer.from(kernel, 'base64')), one);
    check(
      'the fused kernel',
      outputsOf(one, (x) => fused.step(x, dt)),
    );
    engines.set(
      'fused',
      inProcess((x) => fused.step(x, dt), floats),
    );
  }
  const natives: NativeCell[] = [];
  for (const [name, target] of [
    ['c', 'sse4.2'],
    ['cNative', 'native'],
  ] as const) {
    const program = programs[target];
    if (program === undefined) continue;
    const native = await NativeCell.start(program, one);
    natives.push(native);
    check(`C for ${target}`, native.outputs);
    engines.set(name, (warm, timed) => native.burst(warm, timed));
  }
  if (natives.length > 0) engines.set('cycle', (_, timed) => natives[0].cycles(timed));
  const plain = plainCell(one);
  check('plain JavaScript', outputsOf(one, plain));
  engines.set(
    'plainJs',
    inProcess((x) => plain(x, dt), rows),
  );

  const times = await alternate(engines, plan);
  for (const native of natives) native.stop();
  const cycles = times.get('cycle') ?? times.get('machine')!.map(() => 1000 / cpus()[0].speed);
  times.delete('cycle');
  const byMachine = (name: Name) => {
    const others = times.get(name);
    return others && ratioOf(times.get('machine')!, others);
  };
  const each = (value: (times: number[]) => Spread) =>
    Object.fromEntries([...times].map(([name, list]) => [name, value(list)]));
  return {
    cell,
    inputs,
    units,
    multiplyAdds,
    gigahertz: spreadOf(cycles.map((nanoseconds) => 1 / nanoseconds)),
    nanoseconds: each(spreadOf),
    multiplyAddsPerCycle: each((list) =>
      ratioOf(
        cycles.map((cycle) => multiplyAdds * cycle),
        list,
      ),
    ),
    machineByC: byMachine('c'),
    machineByFused: byMachine('fused'),
    machineByCNative: byMachine('cNative'),
    plainJsByMachine: ratioOf(times.get('plainJs')!, times.get('machine')!),
    relaxedBySimd: times.has('relaxed') ? ratioOf(times.get('relaxed')!, times.get('machine')!) : undefined,
    peersByMachine: task.peers ? await measurePeers(one, machine, check) : {},
  };
}
