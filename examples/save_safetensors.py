"""Saves the weights of a PyTorch model as a safetensors file, with the standard library alone.

    from save_safetensors import save
    save(model.state_dict(), "model.safetensors")

The package `safetensors` does the same and more (`safetensors.torch.save_file`); this is for where it is not installed.
"""

import json
import math
import struct


def save(state_dict, path, metadata=None):
    """Writes each value of `state_dict`, a dict by name, as float32.

    A value has `.shape` and `.tolist()`, as tensors of PyTorch and arrays of NumPy do, or is a number or nested lists
    of numbers. `metadata` is a dict of strings. Raises ValueError, with the name, for what is no such value, is ragged,
    or holds a number that is not finite as float32; then nothing is written.
    """
    header = {"__metadata__": metadata} if metadata else {}
    data = bytearray()
    for name, value in state_dict.items():
        shape = [int(size) for size in value.shape] if hasattr(value, "shape") else shape_of(value)
        nested = value.tolist() if hasattr(value, "tolist") else value
        begin = len(data)
        try:
            numbers = list(flatten(nested, shape))
            if not all(math.isfinite(number) for number in numbers):
                raise ValueError("an element is not finite")
            data += struct.pack(f"<{len(numbers)}f", *numbers)
        except (OverflowError, TypeError, ValueError, struct.error) as error:
            raise ValueError(f"{name}: {error}") from error
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, len(data)]}
    # the format: the header's length as a u64, the header, filled with spaces to a multiple of 8 bytes, and the data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def shape_of(nested):
    """The sizes of nested lists, by the first list of each level."""
    if not isinstance(nested, (list, tuple)):
        return []
    return [len(nested)] + (shape_of(nested[0]) if nested else [])


def flatten(nested, shape):
    """The numbers of nested lists in row-major order."""
    if not shape:
        yield nested
        return
    if len(nested) != shape[0]:
        raise ValueError(f"a list has {len(nested)} elements where the first has {shape[0]}")
    for part in nested:
        yield from flatten(part, shape[1:])
