"""The instructions of a blob and the work that they do. See docs/format.md, "Program"."""

import json
import math
import struct
from pathlib import Path

from refusal import Refused, require

TABLE = json.loads((Path(__file__).parents[2] / 'docs' / 'operations.json').read_text('utf-8'))
OPS = {entry['opcode']: entry['name'] for entry in TABLE}
SINCE = {entry['opcode']: entry['since'] for entry in TABLE}
ACTIVATIONS = {entry['opcode'] for entry in TABLE if entry['activation']}
# of each operation the transcendentals for each float of n by form; None where the form is an activation
FORMS = {
    entry['name']: None
    if entry['forms'] == 'activation'
    else {form['form']: form['transcendentals'] for form in entry['forms']}
    for entry in TABLE
}
UNUSED = 0xFFFF
TENSOR = 0x8000
WORK_LIMIT = 2**31
STEP_LIMIT = 2**28


def operand(number, tensors, arena):
    """null, `{"tensor": index}` or `{"arena": byte offset}`."""
    if number == UNUSED:
        return None
    if number & TENSOR:
        index = number & ~TENSOR
        require(index < len(tensors), f'reads tensor {index} of {len(tensors)}')
        return {'tensor': index}
    require(number * 16 < arena, f'has an operand at {number * 16} of an arena of {arena} bytes')
    return {'arena': number * 16}


def transcendentals_of(code):
    """Transcendentals of an activation for each float; 0 for none."""
    return FORMS[OPS[code]][0] if code else 0


def decode(entry, tensors, arena, version):
    """One instruction of 24 bytes."""
    code, form, n, k, out, *inputs = struct.unpack('<BBHH7H', entry[:20])
    known = {number for number, since in SINCE.items() if since <= version}
    require(code in known, f'has opcode {code}')
    op = OPS[code]
    activations = ACTIVATIONS & known | {0}
    require(form in (activations if FORMS[op] is None else FORMS[op]), f'is {op} in form {form}')
    require((out == UNUSED) == (op == 'end') and (out == UNUSED or not out & TENSOR), f'is {op} with the result {out}')
    instruction = {'op': op, 'form': form, 'n': n, 'k': k, 'out': operand(out, tensors, arena)}
    instruction['in'] = [operand(number, tensors, arena) for number in inputs]
    if op in ('affine', 'affine-levels'):
        own = list(entry[20:24])
        require(all(act in activations for act in own), f'has activations {own}')
        instruction['activations'] = own
    else:
        (immediate,) = struct.unpack('<f', entry[20:24])
        require(math.isfinite(immediate), f'has the immediate {immediate}')
        instruction['immediate'] = immediate
    return instruction


def matrix_of(instruction, kinds, tensors):
    """The tensor that the instruction multiplies with."""
    place = instruction['in'][0] or {}
    require('tensor' in place, f'is {instruction["op"]} without a matrix')
    tensor = tensors[place['tensor']]
    require(tensor['kind'] in kinds, f'is {instruction["op"]} of a tensor of kind {tensor["kind"]}')
    return tensor


def work(instruction, tensors):
    """Multiply-adds and transcendentals of one run of it."""
    op, form, n, k = (instruction[key] for key in ('op', 'form', 'n', 'k'))
    if op in ('affine', 'affine-levels'):
        kinds = ('matrix', 'panel-sparse') if op == 'affine' else ('levels',)
        tensor = matrix_of(instruction, kinds, tensors)
        adds = n * tensor['columns'] if tensor['blocks'] is None else 4 * tensor['blocks']
        activations = instruction['activations']
        require(not any(activations[tensor['segments'] :]), 'has activations behind the last segment')
        return adds, n // tensor['segments'] * sum(map(transcendentals_of, activations))
    if op == 'dot':
        matrix_of(instruction, ('rows',), tensors)
        return n * k, 0
    if op == 'synapses':
        tensor = matrix_of(instruction, ('synapses', 'synapses-sparse'), tensors)
        blocks = (n + 7) // 8 * k if tensor['blocks'] is None else tensor['blocks']
        return 12 * blocks, 4 * blocks
    each = transcendentals_of(form) if FORMS[op] is None else FORMS[op][form]
    return 0, n * each


def step_work(instructions, tensors):
    """Multiply-adds and transcendentals of a step, its loops unrolled, and a check that loops are well formed."""
    loop, adds, transcendentals, length = None, 0, 0, 0
    for i, instruction in enumerate(instructions):
        op, n, k = instruction['op'], instruction['n'], instruction['k']
        if op == 'loop':
            require(loop is None and n > 0, f'instruction {i} is a loop of {n} turns, or in another loop')
        if op == 'end':
            require(loop is not None, f'instruction {i} is an end without a loop')
        times = loop or 1
        try:
            ours = work(instruction, tensors)
        except Refused as error:
            raise Refused(f'instruction {i} {error}') from None
        adds += times * ours[0]
        transcendentals += times * ours[1]
        length += times * (32 if op == 'loop' else n + k + 32)
        loop = n if op == 'loop' else None if op == 'end' else loop
    require(loop is None, 'the last loop has no end')
    require(max(adds, transcendentals) < WORK_LIMIT and length < STEP_LIMIT, f'a step is too long: {length}')
    return adds, transcendentals
