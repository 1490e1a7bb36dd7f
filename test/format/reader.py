"""Reads blobs (.mns) of format versions 1 to 4 and prints what is in them, one line of JSON a file.

    python3 reader.py models/greenhouse.mns …

Written from docs/format.md alone, with nothing but the standard library: it shares no code, table or constant with the
writer in src/format, so that a test which compares both holds the document to be complete. A file that it refuses is a line
`{"file": …, "refused": …}`, and the exit code is then 1.
"""

import json
import math
import struct
import sys
import zlib

import program
import weights
from refusal import Refused, require

VERSIONS = (1, 2, 3, 4)
HEADER = 80
FIELDS = (
    'magic', 'version', 'totalBytes', 'crc', 'instructionCount', 'tensorCount', 'portCount', 'programOffset',
    'tensorsOffset', 'portsOffset', 'weightsOffset', 'metadataOffset', 'metadataBytes', 'arenaBytes', 'stateOffset',
    'stateBytes', 'multiplyAdds', 'transcendentals', 'originsOffset', 'initialOffset',
)  # fmt: skip
ARENA_LIMIT = 524272
TENSOR_LIMIT = 32767
PORT_KINDS = ('input', 'dt', 'output', 'state', 'compensation', 'probe')


def read_header(data):
    require(data[:4] == b'MNSC', 'magic: it does not begin with MNSC, so it is no blob')
    require(len(data) >= HEADER, f'header: it takes {HEADER} bytes, the file has {len(data)}')
    header = dict(zip(FIELDS, struct.unpack_from('<20I', data)))
    require(header['version'] in VERSIONS, f'version: {header["version"]}, this reads {VERSIONS}')
    require(header['totalBytes'] == len(data), f'total bytes: {header["totalBytes"]}, the file has {len(data)}')
    crc = zlib.crc32(data[16:], zlib.crc32(data[:12]))
    require(header['crc'] == crc, f'CRC-32: {header["crc"]:08x} in the header, {crc:08x} of the bytes')
    require(header['version'] >= 4 or header['originsOffset'] == 0, 'header: a table of origins before version 4')
    require(header['version'] >= 4 or header['initialOffset'] == 0, 'header: an initial state before version 4')
    require(header['tensorCount'] <= TENSOR_LIMIT, f'tensor count: {header["tensorCount"]}')
    arena, state, size = header['arenaBytes'], header['stateOffset'], header['stateBytes']
    require(arena % 16 == 0 and arena <= ARENA_LIMIT, f'arena bytes: {arena}')
    require(state % 16 == 0 and size % 16 == 0 and state + size <= arena, f'state: {size} bytes at {state} of {arena}')
    return header


def origin_count(data, header):
    """Floats of inputs and outputs."""
    found = 0
    for i in range(header['portCount']):
        kind, length = struct.unpack_from('<HH', data, header['portsOffset'] + 8 * i)
        found += length if PORT_KINDS[kind : kind + 1] in (('input',), ('output',)) else 0
    return found


def check_sections(data, header):
    """In order, aligned, inside the blob, with zeros between them."""
    origins = []
    if header['originsOffset'] != 0:
        inside = header['portsOffset'] + 8 * header['portCount'] <= len(data)
        origins = [('origin table', header['originsOffset'], 16 * origin_count(data, header) if inside else 0)]
    initial = []
    if header['initialOffset'] != 0:
        initial = [('initial state', header['initialOffset'], header['stateBytes'])]
    sections = [
        ('program', header['programOffset'], 24 * header['instructionCount']),
        ('tensor table', header['tensorsOffset'], 16 * header['tensorCount']),
        ('port table', header['portsOffset'], 8 * header['portCount']),
        *origins,
        *initial,
        ('weights', header['weightsOffset'], 0),
        ('metadata', header['metadataOffset'], header['metadataBytes']),
    ]
    end = HEADER
    for name, offset, size in sections:
        require(offset % 16 == 0 and end <= offset, f'{name}: it begins at {offset}, and what is before ends at {end}')
        require(offset + size <= len(data), f'{name}: it ends at {offset + size} of {len(data)} bytes')
        if name != 'metadata':  # before it are the weights, whose own end their tensors say
            require(not any(data[end:offset]), f'{name}: before it, from {end} on, are bytes that are not zero')
        end = offset + size
    require(end == len(data), f'metadata: it ends at {end}, the blob at {len(data)}')


def no_number(name):
    raise ValueError(f'{name} is no JSON')


def read_metadata(data, header):
    text = data[header['metadataOffset'] :]
    if not text:
        return {}
    try:
        metadata = json.loads(text.decode(), parse_constant=no_number)
    except (ValueError, RecursionError) as error:  # of JSON and of UTF-8
        raise Refused(f'metadata: {error}') from None
    require(isinstance(metadata, dict), 'metadata: no object')
    return metadata


def names(metadata, key, count):
    """The names of tensors or ports; the index where there is none."""
    listed = metadata.get(key)
    listed = listed if isinstance(listed, list) else []
    found = [entry.get('name') if isinstance(entry, dict) else None for entry in listed]
    found += [None] * (count - len(found))
    return [name if isinstance(name, str) and name else str(i) for i, name in enumerate(found[:count])]


def read_tensors(data, header, metadata):
    section = data[header['weightsOffset'] : header['metadataOffset']]
    called = names(metadata, 'tensors', header['tensorCount'])
    tensors, total, end = [], 0, 0
    for i, name in enumerate(called):
        at = header['tensorsOffset'] + 16 * i
        code, kind, rows, columns, segments, offset, size = struct.unpack_from('<BBHHHII', data, at)
        try:
            require(segments in (0, 2, 3, 4), f'has {segments} segments')
            require(offset % 4 == 0 and offset + size <= len(section), f'lies at {offset}, {size} bytes of {len(section)}')
            total += size
            require(total <= len(section), f'ends {total} bytes of tensors in a section of {len(section)}')
            kind = weights.KINDS[kind] if kind < len(weights.KINDS) else kind
            weights.check_shape(header['version'], code, kind, rows, columns, segments or 1)
            stored = section[offset : offset + size]
            matrix, blocks = weights.decode(code, kind, rows, columns, segments or 1, stored)
        except Refused as error:
            raise Refused(f'tensor {i} {error}') from None
        tensors.append({
            'name': name, 'type': weights.TYPES[code][0], 'kind': kind, 'rows': rows, 'columns': columns,
            'segments': segments or 1, 'offset': offset, 'bytes': size, 'blocks': blocks, 'weights': matrix,
        })  # fmt: skip
        end = max(end, offset + size)
    require(not any(section[end:]), f'weights: behind the last tensor, from {end} on, are bytes that are not zero')
    return tensors


def end_of(port):
    return port['offset'] + (port['length'] + 3) // 4 * 16


def read_ports(data, header, metadata):
    first, behind = header['stateOffset'], header['stateOffset'] + header['stateBytes']
    ports = []
    for i, name in enumerate(names(metadata, 'ports', header['portCount'])):
        kind, length, offset = struct.unpack_from('<HHI', data, header['portsOffset'] + 8 * i)
        require(kind < len(PORT_KINDS), f'port {i} is of kind {kind}')
        port = {'name': name, 'kind': PORT_KINDS[kind], 'length': length, 'offset': offset}
        require(length > 0 and offset % 16 == 0, f'port {i} has {length} floats at {offset}')
        require(port['kind'] != 'dt' or length == 1, f'port {i} is dt, but has {length} floats')
        require(end_of(port) <= header['arenaBytes'], f'port {i} ends behind the arena')
        if port['kind'] in ('state', 'compensation'):
            require(first <= offset and end_of(port) <= behind, f'port {i} is outside the state block')
        ports.append(port)
    states = {(end_of(port), port['length']) for port in ports if port['kind'] == 'state'}
    for i, port in enumerate(ports):
        if port['kind'] == 'compensation':
            require((port['offset'], port['length']) in states, f'port {i} is not behind a state of its length')
    counts = {kind: sum(port['kind'] == kind for port in ports) for kind in PORT_KINDS}
    require(all(counts[kind] == 1 for kind in PORT_KINDS[:3]) and counts['state'] > 0, f'ports: there are {counts}')
    return ports


def read_origins(data, header, ports):
    """Of each input and each output, or None without the table."""
    at = header['originsOffset']
    if at == 0:
        return None
    origins = {}
    for kind in ('input', 'output'):
        length = next(port['length'] for port in ports if port['kind'] == kind)
        origins[f'{kind}s'] = []
        for i in range(length):
            origin, deviation = struct.unpack_from('<2d', data, at)
            require(math.isfinite(origin), f'origin of {kind} {i}: {origin}')
            require(math.isfinite(deviation) and deviation >= 0, f'origin of {kind} {i}: its deviation is {deviation}')
            origins[f'{kind}s'].append({'origin': origin, 'deviation': deviation})
            at += 16
    return origins


def read_initial_state(data, header, ports):
    """The floats of the state block of a new session, or None where all are zero."""
    at, size = header['initialOffset'], header['stateBytes']
    if at == 0:
        return None
    floats = struct.unpack_from(f'<{size // 4}f', data, at)
    owned = set()
    for port in ports:
        first, length = (port['offset'] - header['stateOffset']) // 4, port['length']
        if port['kind'] in ('state', 'compensation'):
            owned.update(range(first, first + length))
        if port['kind'] == 'compensation':
            for i in range(first, first + length):
                most = abs(floats[i - (length + 3) // 4 * 4]) * 2**-22
                require(abs(floats[i]) <= most, f'initial state: number {i} is no compensation: {floats[i]}')
    for i, number in enumerate(floats):
        require(math.isfinite(number), f'initial state: number {i} is {number}')
        require(i in owned or not any(data[at + 4 * i : at + 4 * i + 4]), f'initial state: number {i} is of no state')
    return list(floats)


def read(data):
    """Everything that a blob says. Refused: what is wrong with it, and where."""
    header = read_header(data)
    check_sections(data, header)
    metadata = read_metadata(data, header)
    tensors = read_tensors(data, header, metadata)
    instructions = []
    for i in range(header['instructionCount']):
        at = header['programOffset'] + 24 * i
        try:
            instructions.append(program.decode(data[at : at + 24], tensors, header['arenaBytes'], header['version']))
        except Refused as error:
            raise Refused(f'instruction {i} {error}') from None
    work = program.step_work(instructions, tensors)
    stated = (header['multiplyAdds'], header['transcendentals'])
    require(work == stated, f'work: the header states {stated}, the program does {work}')
    ports = read_ports(data, header, metadata)
    origins = read_origins(data, header, ports)
    initial = read_initial_state(data, header, ports)
    return {
        'header': header, 'metadata': metadata, 'instructions': instructions, 'tensors': tensors, 'ports': ports,
        'origins': origins, 'initialState': initial,
    }  # fmt: skip


def main(paths):
    refused = False
    for path in paths:
        try:
            with open(path, 'rb') as file:
                print(json.dumps({'file': path, **read(file.read())}))
        except (Refused, OSError) as error:
            refused = True
            print(json.dumps({'file': path, 'refused': str(error)}))
    return 1 if refused else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
