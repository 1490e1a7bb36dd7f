"""What a reader throws at bytes that are no blob."""

import struct


class Refused(Exception):
    """Says what is wrong and where."""


def require(holds, message):
    if not holds:
        raise Refused(message)


def f32(number):
    """The number, rounded to single precision; a Refused where single precision has no finite number for it."""
    try:
        return struct.unpack('<f', struct.pack('<f', number))[0]
    except OverflowError:
        raise Refused(f'{number} is beyond single precision') from None
