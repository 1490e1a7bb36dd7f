/**
 * Who may import whom. Each room is followed by what it may import besides itself.
 *
 * A name with `/` is a folder, or a file that is a room of its own; one without is a folder of `src`, or else one of the top
 * level. The longest path that fits a file is its room. `npm:` is a package, `node` what comes with Node, and `layout` the
 * constants that both sides share.
 */
export const layout =
  'assembly/layout.ts assembly/math/bounds.ts assembly/train/record.ts assembly/weight-types.ts';

/** The interpreter, in AssemblyScript: what all use, kernels, the check of a blob, the model in memory, the ABI. */
const interpreter = {
  'assembly/layout.ts': '',
  'assembly/math/bounds.ts': '',
  'assembly/weight-types.ts': '',
  'assembly/checks.ts': '',
  'assembly/memory.ts': '',
  'assembly/status.ts': 'layout',
  'assembly/math': 'layout',
  'assembly/blob/shapes.ts': '',
  'assembly/weights.ts': 'layout',
  'assembly/operations.ts': 'assembly/blob/shapes.ts layout',
  'assembly/access.ts': 'assembly/checks.ts assembly/math',
  'assembly/kernels': `assembly/access.ts assembly/math assembly/memory.ts assembly/operations.ts assembly/status.ts
    assembly/weights.ts layout`,
  'assembly/blob': `assembly/access.ts assembly/blob/shapes.ts assembly/memory.ts assembly/operations.ts
    assembly/resident assembly/status.ts assembly/weights.ts layout`,
  'assembly/resident': `assembly/access.ts assembly/blob assembly/kernels assembly/math assembly/memory.ts
    assembly/weights.ts layout`,
  assembly: `assembly/access.ts assembly/blob assembly/checks.ts assembly/kernels assembly/math assembly/memory.ts
    assembly/operations.ts assembly/resident assembly/status.ts layout`,
  'assembly/train/record.ts': '',
  'assembly/train': 'layout',
  'assembly/tests': 'assembly/blob assembly/checks.ts assembly/kernels assembly/math assembly/train layout',
};

/** What a network is made of. */
const network = {
  check: '',
  intervals: '',
  graph: 'check intervals',
  ops: 'graph intervals layout',
  wiring: 'check',
  cells: 'check graph ops wiring',
  integrators: 'check graph ops',
  network: 'cells check graph integrators ops',
};

/** The package, from what needs least to the command line. */
const product = {
  ...network,
  quantise: 'layout',
  format: 'check graph ops quantise layout',
  compile: 'check format graph intervals network ops quantise layout',
  runtime: 'check layout',
  certify: 'format intervals ops runtime layout',
  table: 'check npm:fflate npm:fzstd npm:hyparquet',
  data: 'charts check table',
  train: 'cells check compile data format graph integrators network ops quantise wiring layout',
  import:
    'cells check compile format graph integrators network ops quantise runtime wiring layout npm:fflate',
  files: 'check node',
  measure: 'cells compile data graph integrators network ops runtime train npm:fft.js',
  charts: 'check npm:@observablehq/plot npm:linkedom',
  jobs: 'data files network train node',
  shrink: 'charts check compile data format network quantise runtime train layout npm:@observablehq/plot',
  cli: `cells certify charts check compile data files format graph import integrators intervals measure network quantise runtime
    shrink table train wiring layout node npm:cli-progress`,
};

/** What measures the package: not in it, and never imported by it. */
const measuring = {
  audit:
    'audit/claims audit/page charts check cli compile files format jobs measure network runtime train node',
  'audit/claims': `audit charts check compile data format graph integrators jobs measure network runtime table
    train node`,
  'audit/page': 'audit charts measure',
  bench: `bench/approximations bench/cold bench/cost bench/loop bench/onnxruntime bench/quantisation bench/render bench/rounding bench/run
    bench/scale bench/soak bench/sparse bench/step bench/tasks bench/train bench/worker audit audit/claims examples/playground
    cells charts compile data format graph integrators measure network quantise runtime table train
    layout node npm:assemblyscript npm:csv-parse npm:puppeteer-core`,
  'bench/approximations': 'layout',
  'bench/cold': 'bench/step node npm:esbuild',
  'bench/cost': 'bench/step format node',
  'bench/loop': 'bench/step runtime node',
  'bench/native': '',
  'bench/onnxruntime': 'compile data graph import integrators network runtime node',
  'bench/peers': `dist node npm:@tensorflow/tfjs npm:@tensorflow/tfjs-backend-wasm npm:@tensorflow/tfjs-core npm:onnxruntime-web
    npm:protobufjs`,
  'bench/quantisation': `audit audit/claims bench/step charts cli compile data format jobs measure network quantise runtime
    table train node`,
  'bench/render':
    'bench/cold bench/loop bench/run bench/scale bench/step bench/train charts node npm:@observablehq/plot',
  'bench/rounding': 'audit audit/claims compile data jobs measure network table train node',
  'bench/run': 'node',
  'bench/scale': 'bench/step runtime node',
  'bench/soak': 'bench/step cells compile data integrators network ops runtime',
  'bench/sparse': 'data format quantise layout',
  'bench/step': 'cells compile data graph integrators network runtime layout node npm:assemblyscript',
  'bench/tasks': 'cells data measure network table train node',
  'bench/train': 'bench/step data network train node',
  'bench/worker': 'bench/loop bench/step runtime node npm:esbuild',
};

const examples = {
  examples: '',
  'examples/amp': `examples/playground bench/run charts data import measure network runtime train layout node`,
  'examples/control': 'bench/loop bench/run charts data measure runtime train node',
  'examples/loop': 'bench/loop bench/run charts runtime node',
  'examples/playground': `examples models cells charts check compile data format integrators measure network quantise
    runtime table train layout node npm:sirv npm:uplot`,
  // what is copied out of the checkout knows the package by its name
  'examples/worker': 'npm:cloudflare:workers npm:meniscus',
};

/** Files that are no sources. */
const files = { models: '', dist: '' };

const tools = {
  scripts: 'dist ops quantise node npm:assemblyscript npm:esbuild npm:puppeteer-core',
  'docs/site': 'node npm:typedoc',
};

const tested = { ...interpreter, ...product, ...measuring, ...examples, ...files, ...tools };

export const arrows: Readonly<Record<string, string>> = {
  ...tested,
  // of tests only the packages are held: what they test lies everywhere
  test: `${Object.keys(tested).join(' ')} node npm:@assemblyscript/loader npm:@fast-check/vitest npm:csv-parse npm:esbuild npm:fast-check npm:fflate npm:hyparquet-writer
    npm:linkedom npm:meniscus npm:publint npm:puppeteer-core npm:quickjs-emscripten npm:sirv npm:vite npm:vitest`,
};
