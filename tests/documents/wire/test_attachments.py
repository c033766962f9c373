"""Attachments in wire form, read back by Python's own parser."""

import email
import email.policy
import uuid
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.wire import attachment_header, clean_filename, closing, content_type_of, encode_file
from documents.wire.attachments import BLOCK

KEY = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OCTETS = "application/octet-stream"


def attached(filename: str, content: bytes = b"x", content_type: str = OCTETS) -> EmailMessage:
    """The attachment as a mail program finds it in a message."""
    part = attachment_header(KEY, filename, content_type)
    assert part.isascii()
    assert all(len(line) <= 100 for line in part.split(b"\r\n"))
    mark = part.partition(b"\r\n")[0][2:].decode()
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'.encode()
    read = email.message_from_bytes(
        head + part + b"".join(encode_file([content])) + closing(KEY), policy=email.policy.default
    )
    assert not read.defects
    [one] = read.iter_attachments()
    assert not one.defects
    return one


# -- names


@pytest.mark.parametrize(
    "filename",
    [
        "contract.pdf",
        "Loonstrook één.pdf",
        "給与明細書.xlsx",
        "a" * 196 + ".pdf",
        "é" * 196 + ".pdf",
        'quote".pdf',
        "semi;colon.pdf",
        "100% of it.docx",
        "utf-8''trap.pdf",
        "apostrophe's.pdf",
        "plus+and=equals.pdf",
        "no ending",
        "👩‍👩‍👧.odt",
    ],
    ids=lambda name: name[:20],
)
def test_a_file_name_arrives(filename: str) -> None:
    assert attached(filename).get_filename() == filename


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=250).map(clean_filename))
def test_any_clean_file_name_arrives(filename: str) -> None:
    assert attached(filename).get_filename() == filename


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("contract.pdf", "contract.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\Jan\\cv.docx", "cv.docx"),
        ("../../cv.docx", "cv.docx"),
        ("", "document"),
        ("   ", "document"),
        ("..", "document"),
        (".\xa0", "document"),
        ("\u3000cv.pdf\xa0", "cv.pdf"),
        ("folder/", "document"),
        ("a\r\nBcc: x.pdf", "a_Bcc: x.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
        ("x" * 199 + " " + "y" * 100, "x" * 199),
        ("x" * 200 + "." + "y" * 60, "x" * 200),
    ],
    ids=lambda name: repr(name[:16]),
)
def test_a_file_name_is_its_last_part_without_surprises(given_name: str, clean: str) -> None:
    assert clean_filename(given_name) == clean


@settings(deadline=None)
@given(st.text(max_size=400))
def test_a_clean_file_name_is_clean(name: str) -> None:
    clean = clean_filename(name)
    assert 1 <= len(clean) <= 200
    assert not set(clean) & set("/\\\r\n\x00\u2028")
    assert clean_filename(clean) == clean


# -- types


@pytest.mark.parametrize(
    ("filename", "claimed", "content_type"),
    [
        ("a.pdf", "", "application/pdf"),
        ("A.PDF", "text/plain", "application/pdf"),
        ("a.docx", "application/zip", WORD),
        ("a.xlsx", "", SHEET),
        ("a.odt", "", "application/vnd.oasis.opendocument.text"),
        ("a.ods", "", "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.csv", "application/vnd.ms-excel", "text/csv"),
        ("a.jpg", "", "image/jpeg"),
        ("a.txt", "", "text/plain"),
        ("two.parts.pdf", "", "application/pdf"),
        ("a.unknown", "", OCTETS),
        ("a.unknown", "application/x-own", "application/x-own"),
        ("a.unknown", "nonsense", OCTETS),
        ("a.unknown", "text/plain\r\nBcc: x@x.example", OCTETS),
        ("a.unknown", "text/plain; charset=utf-8", OCTETS),
        ("pdf", "", "application/pdf"),
        ("letter.eml", "", OCTETS),
        ("a.unknown", "message/rfc822", OCTETS),
        ("a.unknown", "multipart/mixed", OCTETS),
    ],
    ids=lambda value: value[:24],
)
def test_the_name_tells_the_type(filename: str, claimed: str, content_type: str) -> None:
    assert content_type_of(filename, claimed) == content_type


@pytest.mark.parametrize("content_type", ["application/pdf", WORD, SHEET, "text/csv", OCTETS])
def test_a_type_arrives(content_type: str) -> None:
    assert attached("a.bin", content_type=content_type).get_content_type() == content_type


# -- contents


@settings(deadline=None)
@given(st.binary(max_size=3000))
def test_any_file_arrives_octet_for_octet(content: bytes) -> None:
    assert attached("a.bin", content).get_payload(decode=True) == content


@settings(deadline=None)
@given(st.binary(max_size=1000), st.lists(st.integers(0, 1000), max_size=8))
def test_a_file_is_encoded_alike_however_it_is_read(content: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    blocks = [content[start:end] for start, end in pairwise(places)]
    assert b"".join(encode_file(blocks)) == b"".join(encode_file([content]))


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 20])
def test_a_file_of_any_size_has_lines_of_76(size: int) -> None:
    wire = b"".join(encode_file([bytes(size)]))
    lines = wire.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) == 76 for line in lines[:-1])
    assert attached("a.bin", bytes(size)).get_payload(decode=True) == bytes(size)


def test_encoding_reads_no_further_than_it_has_written() -> None:
    """Memory stays flat: at most a block waits, whatever the size of the file."""
    read = 0

    def blocks():
        nonlocal read
        for _ in range(40):
            read += 100_000
            yield bytes(100_000)

    written = 0
    for wire in encode_file(blocks()):
        written += len(wire)
        assert read - written * 57 / 78 < BLOCK + 100_000
        assert len(wire) < 2 * (BLOCK + 100_000)
