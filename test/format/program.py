"""The instructions of a blob and the work that they do. See docs/format.md, "Program"."""

import math
import struct

from refusal import Refused, require

OPS = {
    1: 'loop', 2: 'end', 3: 'copy', 4: 'concat', 5: 'slice', 6: 'broadcast', 7: 'mean', 8: 'softmax', 9: 'affine',
    10: 'dot', 11: 'distance', 12: 'affine-levels', 13: 'synapses',
    16: 'abs', 17: 'neg', 18: 'reciprocal', 19: 'tanh', 20: 'sigmoid', 21: 'softplus', 22: 'exp', 23: 'relu',
    24: 'silu', 25: 'scale', 26: 'shift', 27: 'gate', 28: 'gelu', 29: 'fraction',
    32: 'add', 33: 'sub', 34: 'mul', 35: 'div', 36: 'normalise',
    40: 'lerp', 41: 'lstm-memory', 42: 'lstm-output', 43: 'gru',
    48: 'slope', 49: 'stage', 50: 'euler', 51: 'semi-implicit', 52: 'exponential', 53: 'heun', 54: 'rk4',
}  # fmt: skip
ACTIVATIONS = {16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 28}
TRANSCENDENTAL = {19, 20, 21, 22, 24, 27, 28}
FORMS = {'lerp': {0, 1, 2}, 'add': {0, 1}, 'sub': {0, 1}, 'mul': {0, 1}, 'div': {0, 1}, 'fraction': {0, *ACTIVATIONS}}
FORMS |= {op: {0, 1, 2, 3, 4} for op in ('slope', 'euler', 'semi-implicit', 'exponential')}
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


def decode(entry, tensors, arena):
    """One instruction of 24 bytes."""
    code, form, n, k, out, *inputs = struct.unpack('<BBHH7H', entry[:20])
    require(code in OPS, f'has opcode {code}')
    op = OPS[code]
    require(form in FORMS.get(op, {0}), f'is {op} in form {form}')
    require((out == UNUSED) == (op == 'end') and (out == UNUSED or not out & TENSOR), f'is {op} with the result {out}')
    instruction = {'op': op, 'form': form, 'n': n, 'k': k, 'out': operand(out, tensors, arena)}
    instruction['in'] = [operand(number, tensors, arena) for number in inputs]
    if op in ('affine', 'affine-levels'):
        activations = list(entry[20:24])
        require(all(act in ACTIVATIONS | {0} for act in activations), f'has activations {activations}')
        instruction['activations'] = activations
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


def field_transcendentals(form, n):
    return n if form in (1, 3, 4) else 0


def work(instruction, tensors):
    """Multiply-adds and transcendentals of one run of it."""
    op, form, n, k = (instruction[key] for key in ('op', 'form', 'n', 'k'))
    if op in ('affine', 'affine-levels'):
        kinds = ('matrix', 'panel-sparse') if op == 'affine' else ('levels',)
        tensor = matrix_of(instruction, kinds, tensors)
        adds = n * tensor['columns'] if tensor['blocks'] is None else 4 * tensor['blocks']
        activations = instruction['activations']
        require(not any(activations[tensor['segments'] :]), 'has activations behind the last segment')
        return adds, sum(n // tensor['segments'] for act in activations if act in TRANSCENDENTAL)
    if op == 'dot':
        matrix_of(instruction, ('rows',), tensors)
        return n * k, 0
    if op == 'synapses':
        tensor = matrix_of(instruction, ('synapses', 'synapses-sparse'), tensors)
        blocks = (n + 7) // 8 * k if tensor['blocks'] is None else tensor['blocks']
        return 12 * blocks, 4 * blocks
    if op == 'fraction':
        return 0, n if form in TRANSCENDENTAL else 0
    if op == 'lerp':
        return 0, 3 * n if form == 2 else 0
    if op in ('slope', 'euler', 'semi-implicit', 'exponential'):
        return 0, field_transcendentals(form, n) + (n if op == 'exponential' else 0)
    times = {'softmax': 1, 'lstm-memory': 3, 'lstm-output': 2, 'gru': 3}
    times |= {OPS[code]: 1 for code in TRANSCENDENTAL}
    return 0, times.get(op, 0) * n


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
