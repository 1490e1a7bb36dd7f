/** The page: its controls, and what they ask of the player. */
import './style.css';
import { part, save, setFacts } from '../../playground/page/dom.ts';
import { together } from './load.ts';
import type { Load } from './messages.ts';
import { showLoad } from './meter-view.ts';
import { type Opened, open } from './opened.ts';
import { Player, rendered, type Wish } from './player.ts';
import type { SoundFile, SourceKind } from './sources.ts';
import { wavOf } from './wav.ts';

const control = {
  shipped: part('shipped', HTMLSelectElement),
  modelFile: part('model-file', HTMLInputElement),
  rate: part('rate', HTMLInputElement),
  rateField: part('rate-field', HTMLDivElement),
  soundFile: part('sound-file', HTMLInputElement),
  before: part('before', HTMLInputElement),
  after: part('after', HTMLInputElement),
  bypass: part('bypass', HTMLInputElement),
  play: part('play', HTMLButtonElement),
  render: part('render', HTMLButtonElement),
  clock: part('clock', HTMLSelectElement),
};
const sources = [...document.querySelectorAll<HTMLInputElement>('input[name="source"]')];
const problem = part('problem', HTMLParagraphElement);
const status = part('status', HTMLParagraphElement);

let model: Opened | null = null;
let file: SoundFile | null = null;
let load: Load | null = null;
let clock: Worker | null = null;

const player = new Player(
  (reading) => {
    load = together(load, reading);
    showLoad(load, player.context?.sampleRate ?? model?.rate ?? 1);
  },
  (why) => complain(new Error(`blocks are silent: ${why}`)),
);

function complain(error: unknown): void {
  problem.hidden = false;
  problem.textContent = (error as Error).message;
}

/** One thing after another: a click while a model loads waits for it. */
let last: Promise<unknown> = Promise.resolve();
function inTurn(work: () => Promise<void>): void {
  last = last.then(async () => {
    problem.hidden = true;
    try {
      await work();
    } catch (error) {
      complain(error);
    }
    control.play.textContent = player.context ? 'Stop' : 'Play';
    if (!player.context) status.textContent = 'Stopped.';
  });
}

const wishOf = (chosen: Opened): Wish => ({
  model: chosen,
  source: (sources.find(({ checked }) => checked)?.value ?? 'riff') as SourceKind,
  file,
  before: Number(control.before.value),
  after: Number(control.after.value),
  bypass: control.bypass.checked,
});

async function play(): Promise<void> {
  if (!model) return;
  load = null;
  await player.play(wishOf(model));
  const { sampleRate, baseLatency, state } = player.context as AudioContext;
  status.textContent =
    state === 'running'
      ? `Playing ${model.name} at ${sampleRate.toLocaleString('en')} Hz, ${(1000 * baseLatency).toFixed(0)} ms behind the input.`
      : `The browser does not start its sound: is there a device for ${sampleRate.toLocaleString('en')} Hz?`;
}

/** Goes on with what is chosen now, if it was playing. */
async function again(): Promise<void> {
  if (player.context) await play();
}

async function take(name: string, bytes: Uint8Array): Promise<void> {
  model = await open(name, bytes);
  show(model);
  await again();
}

function show({ name, blob, rate, isRateKnown, layers, parameters, notes }: Opened): void {
  part('model', HTMLParagraphElement).textContent = `${name}: ${layers.join(', ')}`;
  setFacts(part('model-facts', HTMLDListElement), {
    parameters: parameters?.toLocaleString('en') ?? null,
    blob: `${blob.length.toLocaleString('en')} B`,
    'sample rate': `${rate.toLocaleString('en')} Hz${isRateKnown ? '' : ', assumed'}`,
  });
  part('notes', HTMLUListElement).replaceChildren(
    ...notes.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
  );
  control.rateField.hidden = isRateKnown;
  control.rate.value = String(rate);
}

async function takeSound(given: File): Promise<void> {
  file = { name: given.name, bytes: await given.arrayBuffer() };
  for (const one of sources) one.checked = one.value === 'file';
  await again();
}

/** A sound is one by its ending or its kind; all else is a model. */
const isSound = ({ name, type }: File): boolean =>
  /^audio\//.test(type) || /\.(wav|mp3|ogg|flac|m4a)$/i.test(name);

function takeFiles(files: readonly File[]): void {
  for (const one of files)
    inTurn(async () =>
      isSound(one) ? takeSound(one) : take(one.name, new Uint8Array(await one.arrayBuffer())),
    );
}

async function takeShipped(): Promise<void> {
  const name = control.shipped.value;
  const response = await fetch(`models/${name}.mns`);
  if (!response.ok) throw new Error(`models/${name}.mns: the server answers ${response.status}`);
  await take(`${name}.mns`, new Uint8Array(await response.arrayBuffer()));
}

async function render(): Promise<void> {
  if (!model) return;
  status.textContent = `Rendering ${model.name} …`;
  const channels = await rendered(wishOf(model));
  save(`${model.name}.wav`, wavOf(channels, model.rate), 'audio/wav');
  status.textContent = `Rendered ${channels[0].length.toLocaleString('en')} frames.`;
}

/** Starts or ends the worker that writes a clock; only an isolated page has memory to share. */
function chooseClock(): void {
  clock?.terminate();
  clock = null;
  load = null;
  const { value } = control.clock;
  if (value === 'shared') {
    const shared = new SharedArrayBuffer(4);
    clock = new Worker('clock-worker.js');
    clock.postMessage(shared);
    player.measureBy(shared);
  } else player.measureBy(value === 'date' ? 'date' : null);
}

function listen(): void {
  control.shipped.addEventListener('change', () => inTurn(takeShipped));
  for (const input of [control.modelFile, control.soundFile])
    input.addEventListener('change', () => takeFiles([...(input.files ?? [])]));
  control.rate.addEventListener('change', () =>
    inTurn(async () => {
      if (model) model = { ...model, rate: Number(control.rate.value) };
      await again();
    }),
  );
  for (const one of sources) one.addEventListener('change', () => inTurn(again));
  for (const name of ['before', 'after', 'bypass'] as const)
    control[name].addEventListener('input', () => {
      for (const gain of ['before', 'after'] as const)
        part(`${gain}-says`, HTMLOutputElement).textContent = `${control[gain].value} dB`;
      if (model) player.change(wishOf(model));
    });
  control.play.addEventListener('click', () => inTurn(() => (player.context ? player.stop() : play())));
  control.render.addEventListener('click', () => inTurn(render));
  control.clock.addEventListener('change', chooseClock);
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) document.body.classList.remove('dropping');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    takeFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

if (!globalThis.crossOriginIsolated) control.clock.options[2].disabled = true;
// a clock takes a core, which the sound and the page may need
else if (navigator.hardwareConcurrency >= 4) control.clock.value = 'shared';
chooseClock();
listen();
setInterval(() => player.ask(), 500);
inTurn(async () => {
  const names: readonly string[] = await (await fetch('models/index.json')).json();
  control.shipped.replaceChildren(
    ...names.map(
      (name) =>
        new Option(
          name
            .replace('-', ' of ')
            .replace(/$/, ' units')
            .replace(/^\w+/, (cell) => cell.toUpperCase()),
          name,
        ),
    ),
  );
  control.shipped.value = names.find((name) => name === 'gru-16') ?? names[0];
  await takeShipped();
});
