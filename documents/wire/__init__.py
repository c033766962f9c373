"""Documents in wire form (RFC 5322): composed once at intake, so that sending is copying.

What is composed here needs no treatment on the way out: 7-bit, CRLF line ends, no line over 998 octets (2.1.1) and none
that begins with a dot, so that nothing depends on anybody's dot-stuffing (RFC 5321 4.5.2).
"""

from .attachments import attachment_header, clean_filename, closing, content_type_of, encode_file
from .compose import Composition, compose, replace_from
from .headers import mailbox_header

__all__ = [
    "Composition",
    "attachment_header",
    "clean_filename",
    "closing",
    "compose",
    "content_type_of",
    "encode_file",
    "mailbox_header",
    "replace_from",
]
