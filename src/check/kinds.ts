/** The kinds of file that are recognised, and what to do with those that cannot be read. */

/** The kinds of file that a command asks for. */
export type Wanted = 'blob' | 'model' | 'table' | 'json';

export interface Kind {
  /** Words to follow "is". */
  readonly is: string;
  /** The requests that this kind can serve. */
  readonly for?: readonly Wanted[];
  /** What to do with it. */
  readonly advice?: string;
  /** The command that makes a table of it, where `FILE` stands for its name. It wins over the advice if a table is wanted. */
  readonly table?: string;
}

const read = 'meniscus import makes a blob of it';

/** A program of Python that gets the file's name as `f`. */
const python = (modules: string, program: string, rest = ''): string =>
  `python3 -c "import sys, ${modules}; f = sys.argv[1]; ${program}" FILE${rest}`;
const pandas = (read: string, extra = ''): string =>
  python('pandas', `pandas.${read}(f${extra}).to_csv(f + '.csv', index=False)`);
const array = (modules: string, value: string, rest = ''): string =>
  python(`numpy, ${modules}`, `numpy.save(f + '.npy', ${value})`, rest);
const rscript = (value: string): string =>
  `Rscript -e 'f <- commandArgs(TRUE); write.csv(${value}, paste0(f, ".csv"), row.names = FALSE)' FILE`;

const spreadsheet = 'libreoffice --headless --convert-to csv FILE';
const sound = array('soundfile', 'soundfile.read(f, always_2d=True)[0]');
const picture = { advice: 'name the table that it was drawn from' };
const film = { advice: 'save what was measured in it as CSV' };

/** Models, pictures and whatever else holds no table. */
const others = {
  blob: { is: 'a blob of meniscus', for: ['blob'], advice: 'run it with meniscus run' },
  snapshot: { is: 'a snapshot of a session, not a model' },
  safetensors: { is: 'a safetensors file', for: ['model'], advice: read },
  torch: { is: 'a zip archive (a PyTorch checkpoint)', for: ['model'], advice: read },
  onnx: { is: 'an ONNX model', for: ['model'], advice: read },
  tflite: { is: 'a TensorFlow Lite model, which cannot be read' },
  gguf: { is: 'a GGUF model, which cannot be read' },
  wasm: { is: 'a WebAssembly module, not a model' },
  program: { is: 'a program' },
  png: { is: 'a PNG picture', ...picture },
  jpeg: { is: 'a JPEG picture', ...picture },
  gif: { is: 'a GIF picture', ...picture },
  tiff: { is: 'a TIFF picture', ...picture },
  bmp: { is: 'a BMP picture', ...picture },
  webp: { is: 'a WebP picture', ...picture },
  mp4: { is: 'an MP4 film', ...film },
  avi: { is: 'an AVI film', ...film },
  matroska: { is: 'a Matroska film', ...film },
  word: { is: 'a Word document', advice: 'copy its table to a spreadsheet, and save that as CSV' },
} as const satisfies Readonly<Record<string, Kind>>;

/** What holds tables in a form that cannot be read here. */
const foreign = {
  excel: { is: 'an Excel file (xlsx)', table: spreadsheet },
  ole: { is: 'an old Office file (xls, perhaps)', table: spreadsheet },
  ods: { is: 'an OpenDocument spreadsheet', table: spreadsheet },
  sqlite: {
    is: 'an SQLite database',
    table: 'sqlite3 -header -csv FILE "select * from TABLE" > table.csv (sqlite3 FILE .tables lists them)',
  },
  access: {
    is: 'an Access database',
    table: 'mdb-export FILE TABLE > table.csv (mdb-tables FILE lists them)',
  },
  duckdb: {
    is: 'a DuckDB database',
    table: 'duckdb -csv FILE "select * from TABLE" > table.csv (duckdb FILE "show tables" lists them)',
  },
  wav: { is: 'a WAV recording of sound', table: sound },
  flac: { is: 'a FLAC recording of sound', table: sound },
  ogg: { is: 'an Ogg recording of sound', table: sound },
  mp3: { is: 'an MP3 recording of sound', table: sound },
  netcdf: {
    is: 'a netCDF file',
    table: python(
      'xarray',
      "xarray.open_dataset(f).to_dataframe().reset_index().to_csv(f + '.csv', index=False)",
    ),
  },
  hdf5: {
    is: 'an HDF5 file (a Keras model or data)',
    for: ['model'],
    table: `${array('h5py', 'h5py.File(f)[sys.argv[2]][:]', ' DATASET')} (h5ls -r FILE lists them)`,
  },
  matlab: {
    is: 'a MATLAB file',
    table: array('scipy.io', 'scipy.io.loadmat(f)[sys.argv[2]]', ' VARIABLE'),
  },
  matlab73: {
    is: 'a MATLAB file of version 7.3',
    table: array('h5py', 'h5py.File(f)[sys.argv[2]][:].T', ' VARIABLE'),
  },
  arrow: { is: 'an Arrow file (Feather)', table: pandas('read_feather') },
  orc: { is: 'an ORC file', table: pandas('read_orc') },
  avro: {
    is: 'an Avro file',
    table: python(
      'fastavro, pandas',
      "pandas.DataFrame(fastavro.reader(open(f, 'rb'))).to_csv(f + '.csv', index=False)",
    ),
  },
  rds: { is: 'an R object (RDS)', table: rscript('readRDS(f)') },
  rdata: { is: 'a workspace of R (RData)', table: rscript('get(load(f)[1])') },
  spss: { is: 'an SPSS file', table: pandas('read_spss') },
  stata: { is: 'a Stata file', table: pandas('read_stata') },
  sas: { is: 'a SAS file', table: pandas('read_sas', ", format='sas7bdat'") },
  xport: { is: 'a SAS transport file', table: pandas('read_sas', ", format='xport'") },
  pickle: {
    is: 'a Python pickle (an old PyTorch checkpoint, perhaps)',
    for: ['model'],
    advice: read,
    table: `${pandas('read_pickle')} (only if you trust it: a pickle can run any program)`,
  },
  npz: {
    is: 'a zip archive (of NumPy arrays, NPZ)',
    for: ['model'],
    advice: 'save one array with numpy.save',
    table: python('numpy', '[numpy.save(k, a) for k, a in numpy.load(f).items()]'),
  },
  tdms: {
    is: 'a TDMS file of LabVIEW',
    table: python('nptdms', "nptdms.TdmsFile(f).as_dataframe().to_csv(f + '.csv', index=False)"),
  },
  edf: {
    is: 'an EDF recording',
    table: python('mne', "mne.io.read_raw_edf(f).to_data_frame().to_csv(f + '.csv', index=False)"),
  },
  bdf: {
    is: 'a BDF recording',
    table: python('mne', "mne.io.read_raw_bdf(f).to_data_frame().to_csv(f + '.csv', index=False)"),
  },
  mdf: {
    is: 'an MDF recording of a vehicle',
    table: python('asammdf', "asammdf.MDF(f).to_dataframe().to_csv(f + '.csv')"),
  },
  ulog: { is: 'a ULog of PX4', table: 'ulog2csv FILE' },
  rosbag: { is: 'a bag of ROS', table: 'rostopic echo -b FILE -p /TOPIC > topic.csv' },
  pdf: { is: 'a PDF document', table: 'pdftotext -layout FILE' },
  html: {
    is: 'a web page (a failed download, perhaps)',
    table: python('pandas', "pandas.read_html(f)[0].to_csv(f + '.csv', index=False)"),
  },
  xml: { is: 'XML text', table: pandas('read_xml') },
  zip: { is: 'a zip archive', for: ['model'], advice: 'unpack it first', table: 'unzip FILE' },
  tar: { is: 'a tar archive', advice: 'unpack it first', table: 'tar -xf FILE' },
  sevenzip: { is: 'a 7z archive', advice: 'unpack it first', table: '7z x FILE' },
  rar: { is: 'a RAR archive', advice: 'unpack it first', table: 'unrar x FILE' },
  bzip2: { is: 'compressed with bzip2', advice: 'unpack it first', table: 'bunzip2 -k FILE' },
  xz: { is: 'compressed with xz', advice: 'unpack it first', table: 'unxz -k FILE' },
  zstd: { is: 'compressed with zstd', advice: 'unpack it first', table: 'unzstd FILE' },
  lz4: { is: 'compressed with lz4', advice: 'unpack it first', table: 'unlz4 FILE' },
} as const satisfies Readonly<Record<string, Kind>>;

/** What can be read as a table, and what may be one. */
const tables = {
  npy: { is: 'an NPY array', for: ['table'] },
  parquet: { is: 'a Parquet file', for: ['table'] },
  gzip: { is: 'compressed with gzip', for: ['table'], advice: 'unpack it first: gunzip -k FILE' },
  utf16: { is: 'text in UTF-16', for: ['table'], advice: 'save it as UTF-8' },
  jsonl: { is: 'JSON lines', for: ['table', 'json', 'model'] },
  json: { is: 'JSON text', for: ['table', 'json', 'model'] },
  text: { is: 'text', for: ['table', 'json'] },
  empty: { is: 'empty', for: ['table', 'json', 'blob', 'model'] },
  unknown: { is: 'of no kind that is known', for: ['blob', 'model', 'table', 'json'] },
} as const satisfies Readonly<Record<string, Kind>>;

export const kinds = { ...others, ...foreign, ...tables };
export type KindName = keyof typeof kinds;
