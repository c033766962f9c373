"""Files of attachments: stored once, on the disk before anybody relies on them, and read in blocks."""

import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from documents import contents, wire
from documents.contents import BLOCK, NewAttachment
from documents.models import Attachment, Content
from tests.documents.outbox import at_once, make_sender, post

pytestmark = pytest.mark.django_db

OCTETS = b"%PDF" + bytes(range(256)) * 3000  # several blocks of nothing in particular


def new(content: object = OCTETS, name: str = "a.pdf") -> NewAttachment:
    return NewAttachment(name, content)


def stored_files() -> int:
    folder = Path(default_storage.path("attachments"))
    return sum(1 for path in folder.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.fixture
def on_disk(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("files") / "a.pdf"
    path.write_bytes(OCTETS)
    return path


def test_a_file_is_stored_in_wire_form_and_read_as_it_was():
    content = contents.store(new())
    assert (content.size_bytes, content.wire_bytes) == (len(OCTETS), default_storage.size(content.stored_as))
    assert b"".join(contents.wire_blocks(content.stored_as)) == b"".join(wire.encode_file([OCTETS]))
    assert b"".join(contents.read(content)) == OCTETS


def test_every_way_to_hand_over_a_file_stores_the_same_content(on_disk):
    ways = [OCTETS, on_disk, io.BytesIO(OCTETS), ContentFile(OCTETS), File(on_disk.open("rb"))]
    found = [contents.store(new(way)) for way in ways]
    found.append(contents.store(new(found[0])))
    assert len({content.pk for content in found}) == 1
    assert stored_files() == 1
    assert [new(way).size_bytes() for way in ways] == [len(OCTETS)] * 5


def test_a_file_that_was_read_halfway_is_stored_whole():
    source = io.BytesIO(OCTETS)
    source.seek(1000)
    assert b"".join(contents.read(contents.store(new(source)))) == OCTETS


def test_the_same_content_under_many_names_is_stored_once():
    sender = make_sender()
    for name in ("one.pdf", "two.pdf", "three.docx"):
        post(sender, attachments=[new(name=name)])
    assert Content.objects.count() == stored_files() == 1
    assert sorted(Attachment.objects.values_list("filename", flat=True)) == ["one.pdf", "three.docx", "two.pdf"]


@pytest.mark.parametrize(
    ("first", "second"),
    [(b"a", b"b"), (b"a", b"a\n"), (b"a" * BLOCK, b"a" * (BLOCK + 1))],
    ids=["other octets", "one more", "one more than a block"],
)
def test_other_contents_are_stored_beside_it(first, second):
    assert contents.store(new(first)).pk != contents.store(new(second)).pk
    assert stored_files() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_who_store_the_same_file_at_once_leave_one_file():
    for number in range(6):
        octets = OCTETS + bytes([number])
        found = at_once(*[lambda octets=octets: contents.store(new(octets))] * 3)
        assert len({content.pk for content in found}) == 1
        assert contents.is_stored(found[0].stored_as, found[0].wire_bytes)
        kept = Content.objects.get(pk=found[0].pk)
        assert b"".join(contents.read(kept)) == octets
        assert stored_files() == number + 1


def test_a_missing_file_is_healed_for_every_document_that_has_it():
    sender = make_sender()
    post(sender, 2, attachments=[new()])
    content = Content.objects.get()
    default_storage.delete(content.stored_as)
    assert not contents.is_stored(content.stored_as)
    again = contents.store(new(name="other.pdf"))
    assert again.pk == content.pk
    content.refresh_from_db()
    assert contents.is_stored(content.stored_as, content.wire_bytes)
    assert b"".join(contents.read(content)) == OCTETS


@pytest.mark.parametrize(
    ("kept", "is_stored"), [(None, False), (-1, False), (0, True)], ids=["gone", "cut off", "complete"]
)
def test_a_file_counts_as_stored_when_it_is_complete(kept, is_stored):
    content = contents.store(new())
    path = Path(default_storage.path(content.stored_as))
    if kept is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: content.wire_bytes + kept])
    assert contents.is_stored(content.stored_as, content.wire_bytes) is is_stored


def test_a_file_that_was_cut_off_is_healed_too():
    """Somebody restored half a backup, say."""
    content = contents.store(new())
    path = Path(default_storage.path(content.stored_as))
    path.write_bytes(path.read_bytes()[:1000])
    contents.store(new())
    content.refresh_from_db()
    assert contents.is_stored(content.stored_as, content.wire_bytes)
    assert b"".join(contents.read(content)) == OCTETS
    assert stored_files() == 1


class BrokenFile(io.BytesIO):
    """Its medium gives up in the second reading, which is the one that writes."""

    readings = 0

    def seek(self, *arguments: int) -> int:
        self.readings += 1
        return super().seek(*arguments)

    def read(self, *arguments: int) -> bytes:
        if self.readings > 1 and self.tell() > 0:
            raise OSError(5, "Input/output error")
        return super().read(*arguments)


def test_what_was_half_written_is_removed():
    with pytest.raises(OSError, match="Input/output"):
        contents.store(new(BrokenFile(OCTETS)))
    assert not Content.objects.exists()
    assert stored_files() == 0


def test_a_missing_path_is_an_error_with_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"gone\.pdf"):
        contents.store(new(tmp_path / "gone.pdf"))


@pytest.mark.parametrize("deed", ["store", "read", "wire"])
def test_a_large_file_never_is_in_memory_as_a_whole(tmp_path, deed):
    size = 24 * 1024 * 1024
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(size)
    content = contents.store(new(path)) if deed != "store" else None
    tracemalloc.start()
    try:
        if content is None:
            contents.store(new(path))
        else:
            blocks = contents.read(content) if deed == "read" else contents.wire_blocks(content.stored_as)
            assert sum(map(len, blocks)) == (size if deed == "read" else content.wire_bytes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * 1024 * 1024
