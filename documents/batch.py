"""Many documents from one file: a JSON object a line, each line on its own, a bad one stops nothing else."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from documents import contents, intake, routing
from documents.contents import NewAttachment
from documents.models import Content
from documents.new_documents import NewDocument
from documents.storing import StorageFailed, storing
from employees.models import Employee

CHUNK = 500  # documents a transaction
CHUNK_OCTETS = 16 * 1024 * 1024  # of their lines, which are kept in memory until then
KEYS = {"to", "cc", "bcc", "subject", "body", "attachments"}


class BadLine(Exception):
    """A line that is no document; the message says why."""


@dataclass(slots=True)
class Outcome:
    """What became of a file: how many documents of each status, and what was wrong with which line (from 1)."""

    batch: uuid.UUID
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, str]] = field(default_factory=list)


def queue_file(
    lines: Iterable[bytes], sender: Employee, folder: Path, progress: Callable[[int], None] = lambda _octets: None
) -> Outcome:
    """Queue every good line of `lines`; attachments are looked for in the working folder, then in `folder`.

    `progress` is told the number of octets read so far.
    """
    outcome = Outcome(uuid.uuid4())
    files = _Files(folder)
    chunk: list[tuple[int, dict[str, Any]]] = []
    octets = written = 0
    for number, line in enumerate(lines, 1):
        octets += len(line)
        try:
            asked = read_line(line)
        except BadLine as bad:
            outcome.bad.append((number, str(bad)))
            continue
        if asked is not None:
            chunk.append((number, asked))
        if len(chunk) >= CHUNK or octets - written >= CHUNK_OCTETS:
            _queue(chunk, sender, files, outcome)
            chunk, written = [], octets
            progress(octets)
    if chunk:
        _queue(chunk, sender, files, outcome)
    progress(octets)
    outcome.bad.sort()
    return outcome


def read_line(line: bytes) -> dict[str, Any] | None:
    """The request in one line, None when it is blank. Raises BadLine."""
    try:
        text = line.decode("utf-8-sig").strip()
        asked = json.loads(text) if text else None
    except UnicodeDecodeError as error:
        raise BadLine(_("not UTF-8")) from error
    except (ValueError, RecursionError) as error:
        raise BadLine(_("not JSON: %(problem)s") % {"problem": error}) from error
    if asked is None and not text:
        return None
    if not isinstance(asked, dict):
        raise BadLine(_("not an object with “to”, “subject”, …"))
    if unknown := sorted(asked.keys() - KEYS):
        raise BadLine(_("unknown: %(names)s") % {"names": ", ".join(unknown)})
    for name in ("to", "cc", "bcc", "attachments"):
        value = asked.get(name, [])
        if isinstance(value, str):
            asked[name] = [value]
        elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadLine(_("“%(name)s” must be a list of texts") % {"name": name})
    for name in ("subject", "body"):
        if not isinstance(asked.get(name, ""), str):
            raise BadLine(_("“%(name)s” must be text") % {"name": name})
    return asked


class _Files:
    """Attachments by path; a file that many documents share is read once, unless it changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stored: dict[tuple[Path, int, int], Content] = {}

    def attachment(self, name: str) -> NewAttachment:
        """The file called `name`. Raises BadLine."""
        path = Path(name)
        if not path.is_absolute() and not path.exists():
            path = self._folder / path
        try:
            state = path.stat()
            if not path.is_file() or not state.st_size:
                problem = _("“%(name)s” is empty.") if path.is_file() else _("“%(name)s” is not a file.")
                raise BadLine(problem % {"name": name})
            key = (path, state.st_mtime_ns, state.st_size)
            if key not in self._stored:
                self._stored[key] = contents.store(NewAttachment(path.name, path))
        except OSError as error:
            raise BadLine(
                _("“%(name)s” cannot be read: %(reason)s.") % {"name": name, "reason": error.strerror}
            ) from error
        except ValueError as error:  # a NUL or half a character, which no file has in its name
            raise BadLine(_("“%(name)s” is not a file.") % {"name": name}) from error
        return NewAttachment(path.name, self._stored[key])


def _queue(chunk: list[tuple[int, dict[str, Any]]], sender: Employee, files: _Files, outcome: Outcome) -> None:
    route: routing.Route | None = None
    prepared: list[tuple[int, NewDocument]] = []
    for number, asked in chunk:
        try:
            with storing():
                route = route or routing.route_of(sender, None)
                one = _prepare(asked, sender, files, route, outcome.batch)
        except BadLine as bad:
            outcome.bad.append((number, str(bad)))
        except StorageFailed as failed:
            outcome.bad.append((number, _("cannot be stored: %(reason)s") % {"reason": failed}))
        else:
            prepared.append((number, one))
    if prepared:
        _write(prepared, outcome)


def _write(prepared: list[tuple[int, NewDocument]], outcome: Outcome) -> None:
    """Write them in one transaction; when the database refuses one of them, one by one, so that only that is lost."""
    try:
        intake.write([one for _number, one in prepared])
    except (StorageFailed, DatabaseError, ValueError) as refused:
        if len(prepared) > 1 and not isinstance(refused, StorageFailed):  # a full disk would refuse every one of them
            for one in prepared:
                _write([one], outcome)
            return
        reason = _("cannot be stored: %(reason)s") % {"reason": refused}
        outcome.bad += [(number, reason) for number, _one in prepared]
    else:
        outcome.counts.update(one.columns["status"] for _number, one in prepared)


def _prepare(
    asked: dict[str, Any], sender: Employee, files: _Files, route: routing.Route, batch: uuid.UUID
) -> NewDocument:
    attachments = [files.attachment(name) for name in asked.get("attachments", [])]
    try:
        request = intake.checked(
            asked.get("to", []), asked.get("cc", []), asked.get("bcc", []), asked.get("subject", ""),
            asked.get("body", ""), "", attachments, {},
        )  # fmt: skip
    except ValidationError as errors:
        raise BadLine(" ".join(errors.messages)) from errors
    return intake.prepare(request, sender, route, batch=batch)


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file. Raises OSError."""
    with path.open("rb") as file:
        yield from file
