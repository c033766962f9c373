"""What a server says it can do: the service extensions of its EHLO reply (RFC 5321 4.1.1.1)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from .replies import Reply

_KEYWORD = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:[ =]+(.*))?")


@lru_cache(maxsize=64)  # a server answers EHLO the same way all day
def capabilities(reply: Reply) -> Mapping[str, str]:
    """Keyword in upper case → parameters. The old "AUTH=LOGIN PLAIN" counts as AUTH, added to a proper one."""
    found: dict[str, str] = {}
    for line in reply.lines[1:]:
        # A tab, which RFC 5321 4.2.1 allows in a text, comes in escaped like every control character.
        match = _KEYWORD.match(line.replace("\\x09", " ").strip())
        if match:
            keyword, parameters = match[1].upper(), (match[2] or "").strip()
            found[keyword] = f"{found[keyword]} {parameters}".strip() if keyword in found else parameters
    return MappingProxyType(found)


def size_limit(known: Mapping[str, str]) -> int | None:
    """The largest message in octets that the server takes, or None when it names no limit (RFC 1870)."""
    text = known.get("SIZE", "").split(" ")[0]
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 20 else None
