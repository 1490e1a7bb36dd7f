/**
 * What follows from the table of operations, `src/ops`: the opcodes and signatures of the interpreter, the names that the
 * runtime knows, `docs/operations.json`, and the table of docs/format.md.
 */
import { between } from './between.js';

const WRITTEN = 'Written by `npm run tables` from the operations of `src/ops`.';
/** Bits of the signatures, which assembly/blob/signatures.ts reads. */
const BITS = { result: 24, k: 26, transcendentals: 29 };

const upper = (name) => name.toUpperCase().replaceAll('-', '_').replaceAll(' ', '_');
const constantOf = (name) => `OP_${upper(name)}`;

const shapes = {
  n: 'SHAPE_N',
  scalar: 'SHAPE_SCALAR',
  k: 'SHAPE_K',
  'n from k': 'SHAPE_FROM_K',
  'three gates': 'SHAPE_GATES3',
  'four gates': 'SHAPE_GATES4',
  state: 'SHAPE_STATE',
  'four segments': 'SHAPE_SEGMENTS4',
  rows: 'SHAPE_ROWS',
};
const results = { n: 'RESULT_N', 'n + k': 'RESULT_N_PLUS_K', scalar: 'RESULT_SCALAR', none: 'RESULT_NONE' };
const ruleForK = { any: 'K_ANY', positive: 'K_POSITIVE', stride: 'K_STRIDE' };
/** As in src/ops/table.ts, which this file gets as data. */
const hasMatrix = ({ operands }) => operands[0] === 'matrix';
/** Whether the result may lie where an operand of n floats does. */
const mayOverlap = ({ inPlace, overlaps }) => Boolean(inPlace || overlaps);

/** An operation as it is in a form. */
const inForm = (operation, form) => ({ ...operation, ...operation.forms?.[form] });

/** The signature of an operation as an expression. Products with a matrix have checks of their own. */
function signatureOf({ operands, result = 'n', k, immediate, transcendentals }) {
  if (hasMatrix({ operands })) return 'EXISTS';
  const at = (name, bit) => (bit === 0 ? name : `(${name} << ${bit})`);
  return [
    'EXISTS',
    ...operands.map((shape, i) => at(shapes[shape], 4 * i)),
    at(results[result], BITS.result),
    ...(k ? [at(ruleForK[k], BITS.k)] : []),
    ...(immediate ? ['IMMEDIATE'] : []),
    ...(transcendentals ? [at(transcendentals, BITS.transcendentals)] : []),
  ].join(' | ');
}

const numbered = (operation) =>
  operation.forms === 'activation' ? [] : Object.keys(operation.forms ?? {}).map(Number);

/** The layout with its opcodes, which both sides read: in one file with the rest, so that bundles have them as numbers. */
function opcodes(text, operations) {
  const lines = operations.map(({ name, opcode }) => `export const ${constantOf(name)} = ${opcode};\n`);
  const mark = '// written by `npm run tables` from src/ops\n';
  return text.replace(/\/\/ written by[^\n]*\n(export const OP_[^\n]*\n)*/, () => mark + lines.join(''));
}

/** The signatures and sets of opcodes, for the interpreter. */
function tables(operations) {
  const most = operations.at(-1).opcode;
  if (most > 63) throw new RangeError(`opcode ${most}: sets of opcodes have 64 bits`);
  const plain = Array.from({ length: most + 1 }, (_, opcode) => {
    const operation = operations.find((one) => one.opcode === opcode);
    return operation ? `  ${signatureOf(operation)}, // ${opcode}: ${operation.name}` : `  0, // ${opcode}`;
  });
  const forms = operations.flatMap((operation) =>
    numbered(operation).map(
      (form) => `  ${constantOf(operation.name)} | (${form} << 8), ${signatureOf(inForm(operation, form))},`,
    ),
  );
  const set = (name, text, which) => {
    const bits = operations.filter(which).reduce((all, { opcode }) => all | (1n << BigInt(opcode)), 0n);
    const names = operations.filter(which).map((one) => one.name);
    return `/** ${text}: ${names.join(', ') || 'none'}. */\nexport const ${name}: u64 = 0x${bits.toString(16)};\n`;
  };
  const kernel = (name) => set(upper(name), `Kernel \`${name}\``, (one) => one.kernel === name);
  return `/** ${WRITTEN} */
import {
  EXISTS, IMMEDIATE, ${Object.values(ruleForK).join(', ')}, ${Object.values(results).join(', ')},
  ${Object.values(shapes).join(', ')},
} from './blob/shapes';
import { ${operations
    .filter((one) => numbered(one).length > 0)
    .map(({ name }) => constantOf(name))
    .join(', ')} } from './layout';

/** One more than the largest opcode. */
export const OPCODES: u32 = ${most + 1};

/** The signature of each opcode in form 0; 0 if there is no operation. */
export const SIGNATURES: usize = memory.data<u32>([
${plain.join('\n')}
]);

/** The other forms, each with its signature. */
export const FORMS: usize = memory.data<u32>([
${forms.join('\n')}
]);
export const FORM_COUNT: u32 = ${forms.length};

${set('ACTIVATIONS', 'May follow a product', (one) => one.activation)}
${set('FORM_IS_ACTIVATION', 'The form is an activation', (one) => one.forms === 'activation')}
${set('IN_PLACE', 'The result may lie where an operand of n floats does', mayOverlap)}
${set('MATRIX', 'The shape of a matrix decides the sizes', hasMatrix)}
${set('SINCE_4', 'New in version 4', (one) => one.since === 4)}
${set('SECOND_VECTOR', 'Kernel `elementwise` with a vector as second operand, except in the scalar form', (one) => one.kernel === 'elementwise' && one.operands[1] === 'n')}
${kernel('squash')}
${kernel('field')}
${kernel('slopes')}
/** Whether an opcode is in a set. */
// @ts-ignore: decorator
@inline
export function isIn(set: u64, op: u32): bool {
  return ((set >> op) & 1) != 0;
}
`;
}

/** The names of opcodes for the runtime, which imports no opcodes for them: a page fetches these with its first bytes. */
function names(operations) {
  const byOpcode = Array.from({ length: operations.at(-1).opcode + 1 }, (_, opcode) => {
    const name = operations.find((one) => one.opcode === opcode)?.name ?? '';
    return `  '${name}',\n`;
  });
  return `/** ${WRITTEN} */
const names = [
${byOpcode.join('')}];

/** The name of an opcode, for messages: \`affine-levels\`; \`opcode 99\` of one that there is not. */
export const operationName = (opcode = 0): string => names[opcode] || \`opcode \${opcode}\`;
`;
}

/** The table as data, for readers in other languages. */
function data(operations) {
  const list = operations.map((operation) => {
    const { name, opcode, since = 1, operands, result = 'n', k = null, immediate = false } = operation;
    const forms =
      operation.forms === 'activation'
        ? 'activation'
        : [0, ...numbered(operation)].map((form) => ({
            form,
            operands: inForm(operation, form).operands,
            transcendentals: inForm(operation, form).transcendentals ?? 0,
          }));
    const activation = operation.activation !== undefined;
    const inPlace = mayOverlap(operation);
    return JSON.stringify({
      name,
      opcode,
      since,
      operands,
      result,
      k,
      immediate,
      activation,
      inPlace,
      forms,
    });
  });
  return `[\n  ${list.join(',\n  ')}\n]\n`;
}

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
const words = {
  n: (letter) => letter,
  k: (letter) => `k floats of ${letter}`,
  'n from k': (letter) => letter,
  'columns - k': (letter) => `columns − k floats of ${letter}`,
  matrix: () => 'T',
  rows: () => 'T of kind `rows`',
  range: (letter) => `${letter} the range`,
  levels: (letter) => `${letter} memory`,
};
const operandWords = (operands) =>
  operands.map((shape, i) => words[shape]?.(letters[i]) ?? `${letters[i]} ${shape}`).join(', ');

/** Of a form the operands that it changes. */
function formWords(operation) {
  const changed = numbered(operation).flatMap((form) => {
    const { operands } = operation.forms[form];
    const own = operands?.filter((shape, i) => shape !== operation.operands[i]);
    return own?.length
      ? [
          `form ${form}: ${operands
            .map((shape, i) => [shape, letters[i]])
            .filter(([shape], i) => shape !== operation.operands[i])
            .map(([shape, letter]) => (shape === 'n' ? letter : `${letter} ${shape}`))
            .join(', ')}`,
        ]
      : [];
  });
  return changed.length > 0 ? `; ${changed.join('; ')}` : '';
}

const times = (n) => (n ? (n === 1 ? 'n' : `${n}n`) : '');

/** Rows of a table of docs/format.md. */
function rows(operations) {
  const cells = (list) => `| ${list.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return operations.flatMap((operation) => {
    const { name, opcode, operands, formula, transcendentals, since } = operation;
    const own =
      operation.kernel === 'field'
        ? [times(transcendentals), 't'].filter(Boolean).join(' + ')
        : times(transcendentals);
    const named = numbered(operation).filter((form) => operation.forms[form].formula);
    return [
      cells([
        `\`${name}\`${since ? ` (version ${since})` : ''}`,
        String(opcode),
        operandWords(operands) + formWords(operation),
        formula,
        operation.forms === 'activation' ? 'that of act' : hasMatrix(operation) ? 'see below' : own,
        mayOverlap(operation) ? 'yes' : '',
      ]),
      ...named.map((form) =>
        cells([
          `\`${name}\`, form ${form}`,
          String(opcode),
          operandWords(inForm(operation, form).operands),
          operation.forms[form].formula,
          times(operation.forms[form].transcendentals),
          'yes',
        ]),
      ),
    ];
  });
}

const HEAD = ['| op | code | operands | result | TR | in place |', '| --- | --- | --- | --- | --- | --- |'];

/** By file, makes its text from what it was. */
export function ofOperations({ operations: table }) {
  const operations = [...table.values()];
  const activations = operations.filter((one) => one.activation).map(({ name }) => `\`${name}\``);
  return {
    'assembly/layout.ts': (text) => opcodes(text, operations),
    'assembly/operations.ts': () => tables(operations),
    'src/runtime/operations.ts': () => names(operations),
    'docs/operations.json': () => data(operations),
    'docs/format.md': (page) =>
      between(
        between(page, 'operations', [...HEAD, ...rows(operations)].join('\n')),
        'activations',
        activations.join(', '),
        '',
      ),
  };
}
