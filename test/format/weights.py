"""The weights of one tensor as a dense matrix, whatever type and kind they are stored in. See docs/format.md, "Tensor table"."""

import math
import struct

from refusal import f32, require

# name, first version, letter of a weight in struct or None for halves of bytes, largest integer, letter of a scale, columns
# that share a scale or None for all; test/quantise/types.test.ts holds these to the table of types
TYPES = {
    0: ('f32', 1, 'f', None, None, None),
    1: ('q8', 1, 'b', 127, 'f', None),
    2: ('f16', 1, 'e', None, None, None),
    3: ('i16', 1, 'h', 32767, 'f', None),
    4: ('q4', 2, None, 7, 'e', 32),
    5: ('q4-row', 2, None, 7, 'e', None),
    6: ('q8-block', 4, 'b', 127, 'e', 32),
}
KINDS = ('vector', 'matrix', 'panel-sparse', 'rows', 'levels', 'synapses', 'synapses-sparse')
LANES = 4
LEVELS_LIMIT = 65535


class Stored:
    """Takes the parts of a tensor one after the other, and lets none end behind its last byte."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count, letter):
        size = count * struct.calcsize(letter)
        require(self.at + size <= len(self.data), f'has {len(self.data)} bytes, but needs {self.at + size} or more')
        part = struct.unpack_from(f'<{count}{letter}', self.data, self.at)
        self.at += size
        return part

    def levels(self, count, letter):
        """All levels, or floats, that there are: two of four bits in a byte, the low one first."""
        if letter:
            return self.take(count, letter)
        halves = [half for byte in self.take((count + 1) // 2, 'B') for half in (byte & 15, byte >> 4)]
        require(not any(halves[count:]), 'the half of a byte behind the last level is not zero')
        return [half - 16 if half > 7 else half for half in halves[:count]]


def panels(kind, rows, segments):
    """The rows of each panel, in the order of storage; None for a lane without a row."""
    length = rows // segments

    def lanes(first, of):
        return [of * length + row if row < length else None for row in range(first, first + LANES)]

    starts = range(0, length, LANES)
    if kind == 'synapses-sparse':
        return [[row for segment in range(segments) for row in lanes(start, segment)] for start in starts]
    return [lanes(start, segment) for segment in range(segments) for start in starts]


def present(stored, count, columns):
    """Which columns have a block, for each panel: the maps, and the zeros behind them."""
    size = (columns + 7) // 8
    maps = [stored.take(size, 'B') for _ in range(count)]
    require(not any(stored.take(-(count * size) % 4, 'B')), 'the bytes behind the maps are not zero')
    for panel, bits in enumerate(maps):
        extra = range(columns, size * 8)
        require(not any(bits[j // 8] >> j % 8 & 1 for j in extra), f'panel {panel} has bits behind the last column')
    return [[j for j in range(columns) if bits[j // 8] >> j % 8 & 1] for bits in maps]


def weight(type_name, limit, scale, level):
    """One weight of what is stored."""
    if limit is None:
        require(math.isfinite(level), f'a weight of {type_name} is {level}')
        return level
    require(abs(level) <= limit, f'level {level} of {type_name} is out of its range')
    return f32(scale * level)


def decode(code, kind, rows, columns, segments, data):
    """A matrix [rows][columns], and how many blocks are stored of it, None unless it is sparse."""
    name, _, letter, limit, scale_letter, block = TYPES[code]
    stored = Stored(data)
    group = block or columns
    groups = -(-columns // group)
    scales = stored.take(rows * groups, scale_letter) if scale_letter else [1] * rows
    for index, scale in enumerate(scales):
        positive = math.isfinite(scale) and (math.copysign(1, scale) > 0 if scale_letter == 'e' else scale >= 0)
        require(positive, f'the scale of row {index // groups} is {scale}')

    def scale_of(row, column):
        return scales[row * groups + column // group]

    if kind.endswith('sparse'):
        layout = panels(kind, rows, segments)
        columns_of = present(stored, len(layout), columns)
        matrix = [[0.0] * columns for _ in range(rows)]
        blocks = sum(len(found) for found in columns_of)
        levels = iter(stored.levels(blocks * len(layout[0]), letter))
        for panel, lanes in enumerate(layout):
            for column in columns_of[panel]:
                for row in lanes:
                    if row is None:
                        weight(name, 0 if limit else None, 0, next(levels))
                    else:
                        matrix[row][column] = weight(name, limit, scale_of(row, column), next(levels))
    else:
        flat = stored.levels(rows * columns, letter)
        levels = [flat[i * columns : (i + 1) * columns] for i in range(rows)]
        matrix = [
            [weight(name, limit, scale_of(i, j) if limit else 1, level) for j, level in enumerate(row)]
            for i, row in enumerate(levels)
        ]
        blocks = None
        if kind == 'levels':
            largest = max(sum(abs(level) for level in row) for row in levels)
            require(largest <= LEVELS_LIMIT, f'the levels of a row sum to {largest}, more than {LEVELS_LIMIT}')
    require(stored.at == len(data), f'has {len(data)} bytes, but its shape implies {stored.at}')
    return matrix, blocks


def check_shape(version, code, kind, rows, columns, segments):
    """The rules between type, kind, rows, columns and segments (1 if there is only one)."""
    require(code in TYPES and version >= TYPES[code][1], f'type {code} is unknown')
    require(kind in KINDS, f'kind {kind} is unknown')
    require(rows > 0 and columns > 0, f'is of {rows} × {columns}')
    require(rows % segments == 0, f'has {rows} rows in {segments} segments')
    if kind == 'vector':
        require(columns == 1 and code == 0, 'is a vector, but not one column of f32')
    if kind == 'levels':
        require(TYPES[code][0] == 'i16', 'is of kind levels, but not i16')
    if kind.startswith('synapses'):
        require(segments == 4, f'is of kind {kind}, but has {segments} segments')
