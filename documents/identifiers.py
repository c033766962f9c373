"""Identifiers that grow with time, so that the newest rows of a million lie together in every index."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562 5.7): 48 bits of milliseconds, 12 bits below that, 62 random bits."""
    return uuid.UUID(hex=new_hex())


def new_hex() -> str:
    """The same as 32 hexadecimal digits: where thousands a second are made, the object is what costs."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random_bits = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return f"{milliseconds:012x}7{fraction:03x}{random_bits:016x}"


def with_hyphens(digits: str) -> str:
    """The written form of a UUID."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
