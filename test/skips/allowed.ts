/**
 * Every test that may be skipped, and why. One that is skipped and does not stand here fails the run; so does one that `inCI`
 * does not allow where CI is set, and an entry whose test is gone.
 */
export interface AllowedSkip {
  /** What is missing, and how to get it. */
  readonly because: string;
  /** Whether CI, where .ci/run installs what it can, may skip them too. */
  readonly inCI: boolean;
  /** Files from the root, and the beginning of the names of their tests: `describe > test`, or '' for all. */
  readonly tests: Readonly<Record<string, string | readonly string[]>>;
}

const worker = 'test/examples/worker';
const hosts = 'test/runtimes';
const playground = 'test/examples/playground';
const amp = 'test/examples/amp';
const shapes = ['air quality', 'occupancy', 'transformer', 'a folder of recordings'];

export const allowedSkips: readonly AllowedSkip[] = [
  {
    because: 'no recordings of HalfCheetah, which belong to others (MENISCUS_CHEETAH=FILE.npy names them)',
    inCI: true,
    tests: {
      'test/audit/claims/half-cheetah.test.ts': 'the recordings',
      'test/audit/models.test.ts': 'the model of HalfCheetah is among those measured here',
      'test/table/npy.test.ts': 'HalfCheetah traces read',
    },
  },
  {
    because: 'no public data sets, which belong to others (MENISCUS_PUBLIC=FOLDER names them)',
    inCI: true,
    tests: {
      'test/docs/data-sets.test.ts': 'on public files',
      'test/table/shapes/shapes.test.ts': shapes.map((shape) => `${shape} > the public file`),
    },
  },
  {
    because: 'no models of others, which belong to them (MENISCUS_MODELS=FOLDER names them)',
    inCI: true,
    tests: {
      'test/import/onnx/others.test.ts': 'models of others',
      'test/import/readers/amplifiers.test.ts': 'models of others',
      'test/import/readers/keras.test.ts': 'models of others',
      'test/import/readers/torch/cases.test.ts': 'models of others',
    },
  },
  {
    because: 'root may write everywhere',
    inCI: true,
    tests: {
      'test/audit/audit.test.ts': 'an audit > a folder without permission',
      'test/files/write.test.ts': 'writeWhole > leaves a file that is protected, whose folder is not',
    },
  },
  {
    because: 'only root may give files away',
    inCI: false,
    tests: { 'test/files/write.test.ts': 'writeWhole > keeps the owner' },
  },
  {
    because: 'no file system can be mounted here: only root may, and not in every container',
    inCI: true,
    tests: { 'test/faults/disk.test.ts': 'on a small disk' },
  },
  {
    because: 'Firefox cannot be asked for less motion',
    inCI: true,
    tests: { [`${playground}/firefox.test.ts`]: 'Firefox > stands still' },
  },
  {
    because: 'Windows has neither links nor devices nor limits of this kind',
    inCI: false,
    tests: {
      'test/audit/audit.test.ts': 'an audit > a folder without permission',
      'test/cli/cli.test.ts': 'nothing is lost > a file that cannot be written whole leaves the old one',
      'test/cli/output.test.ts': ['train', 'a blob to'],
      'test/files/read.test.ts': 'readBytes',
      'test/files/write.test.ts': ['writeWhole', 'writeOwn'],
    },
  },
  {
    because: 'no Chromium (apt-get install chromium)',
    inCI: false,
    tests: {
      'test/docs/site.test.ts': 'the site > in Chromium',
      'test/audit/page/browser.test.ts': 'the report in Chromium',
      [`${hosts}/chromium/chromium.test.ts`]: '',
      [`${playground}/chromium.test.ts`]: '',
      [`${amp}/chromium.test.ts`]: '',
    },
  },
  {
    because: 'no Firefox (apt-get install firefox-esr)',
    inCI: false,
    tests: {
      [`${hosts}/firefox/firefox.test.ts`]: '',
      [`${playground}/firefox.test.ts`]: '',
      [`${amp}/firefox.test.ts`]: '',
    },
  },
  {
    because: 'no report of an audit (npm run audit writes one)',
    inCI: false,
    tests: {
      'test/audit/page/browser.test.ts': 'the report in Chromium > draws every chart of the report that the',
    },
  },
  {
    because: 'no Python (apt-get install python3)',
    inCI: false,
    tests: {
      'test/docs/import-pytorch.test.ts': 'the Python blocks are Python',
      'test/format/reader.test.ts': 'the reader in Python',
      'test/import/save-python.test.ts': 'examples/save_safetensors.py',
    },
  },
  {
    because: 'no PyTorch (apt-get install python3-torch)',
    inCI: false,
    tests: {
      'test/import/export/operations.test.ts': 'in TorchScript',
      'test/import/export/torch.test.ts': '',
    },
  },
  {
    because: 'no C compiler (apt-get install gcc libc6-dev wabt)',
    inCI: false,
    tests: { 'test/bench/native.test.ts': '', [`${hosts}/c/c.test.ts`]: 'C' },
  },
  {
    because: 'no JavaScriptCore (apt-get install libjavascriptcoregtk-4.0-bin)',
    inCI: false,
    tests: { [`${hosts}/jsc/jsc.test.ts`]: 'JavaScriptCore' },
  },
  {
    because: 'no tools of the site (npm ci --prefix docs/site)',
    inCI: false,
    tests: { 'test/docs/site.test.ts': ['the site', 'a site'] },
  },
  {
    because: 'no hosts to test in (npm ci --prefix test/runtimes)',
    inCI: false,
    tests: {
      [`${hosts}/bun/bun.test.ts`]: 'Bun',
      [`${hosts}/deno/deno.test.ts`]: 'Deno',
      [`${hosts}/node/node.test.ts`]: ['node22', 'node24'],
      [`${hosts}/quickjs/quickjs.test.ts`]: 'QuickJS',
      [`${hosts}/workerd/workerd.test.ts`]: 'workerd',
      [`${worker}/gaps.test.ts`]: '',
      [`${worker}/hostile.test.ts`]: '',
      [`${worker}/page.test.ts`]: '',
      [`${worker}/saving.test.ts`]: '',
      [`${worker}/streams.test.ts`]: '',
      'test/package/package.test.ts': 'bundled for workerd',
    },
  },
  {
    because: 'no peers to compare with, nor the newer Node among them (npm ci --prefix bench/peers)',
    inCI: false,
    tests: {
      'test/bench/node24.test.ts': '',
      'test/bench/peers.test.ts': '',
      'test/import/export/onnx.test.ts': 'an ONNX graph',
      'test/import/export/operations.test.ts': 'in ONNX',
      'test/runtime/relaxed.test.ts': 'in Node 24',
    },
  },
];
