"""Text that somebody else made, safe to show: in a terminal, on a page, in a database."""

import unicodedata


def shown(text: str) -> str:
    """`text` with control, format (bidirectional included), surrogate and unassigned characters escaped.

    What comes out can steer no terminal, turn no line around, and be stored anywhere (PostgreSQL takes no NUL).
    """
    if text.isprintable():
        return text
    return "".join(char if _is_harmless(char) else _escaped(char) for char in text)


def _is_harmless(char: str) -> bool:
    return char.isprintable() or (unicodedata.category(char) == "Zs" and char != "\u3000")


def _escaped(char: str) -> str:
    value = ord(char)
    if value < 0x100:
        return f"\\x{value:02x}"
    return f"\\u{value:04x}" if value < 0x10000 else f"\\U{value:08x}"
