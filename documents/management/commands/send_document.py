"""send_document: puts one document, or a whole file of them, in the outbox."""

import json
import sys
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from documents import batch, intake
from documents.contents import NewAttachment
from documents.models import Document
from documents.storing import StorageFailed
from employees.models import Employee

BAR = 40  # columns


class Command(BaseCommand):
    help = "Puts a document in the outbox, or one for each line of a file (a JSON object a line)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="the employee who sends")
        for name in ("to", "cc", "bcc"):
            parser.add_argument(f"--{name}", nargs="+", action="extend", default=[], metavar="ADDRESS")
        parser.add_argument("--subject", default="")
        parser.add_argument("--body", default="")
        parser.add_argument("--attach", nargs="+", action="extend", default=[], metavar="FILE", type=Path)
        parser.add_argument("--batch", metavar="FILE.jsonl", type=Path, help='lines such as {"to": ["a@b.nl"], …}')
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
        parser.add_argument("--attachment", dest="attach", nargs="+", action="extend", type=Path, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        sender = self._sender(options["username"])
        if options["batch"]:
            if any(options[name] for name in ("to", "cc", "bcc", "subject", "body", "attach")):
                raise CommandError(_("--batch takes everything from the file."), returncode=2)
            self._send_batch(options["batch"], sender, as_json=options["json"])
        else:
            self._send_one(sender, options)

    def _sender(self, username: str) -> Employee:
        sender = Employee.objects.filter(username=username).first()
        if sender is None:
            raise CommandError(_("There is no employee with the user name “%(name)s”.") % {"name": username})
        if not sender.has_perm("documents.send"):
            raise CommandError(_("“%(name)s” may not send documents.") % {"name": username})
        return sender

    def _send_one(self, sender: Employee, options: dict[str, Any]) -> None:
        try:
            document = intake.queue_document(
                sender=sender,
                to=options["to"],
                cc=options["cc"],
                bcc=options["bcc"],
                subject=options["subject"],
                body=options["body"],
                attachments=[NewAttachment(path.name, path) for path in options["attach"]],
            )
        except ValidationError as errors:
            raise CommandError("\n".join(errors.messages)) from errors
        except StorageFailed as failed:
            raise CommandError(_("The document could not be stored: %(reason)s") % {"reason": failed}) from failed
        facts = described(document)
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in facts.items() if value))

    def _send_batch(self, path: Path, sender: Employee, *, as_json: bool) -> None:
        try:
            bar = _Bar(path.stat().st_size)
            outcome = batch.queue_file(batch.read_lines(path), sender, path.resolve().parent, bar.show)
        except OSError as error:
            unreadable = {"name": path, "reason": error.strerror}
            raise CommandError(_("“%(name)s” cannot be read: %(reason)s.") % unreadable) from error
        bar.end()
        if as_json:
            bad = [{"line": number, "error": reason} for number, reason in outcome.bad]
            facts = {"batch": str(outcome.batch), "counts": outcome.counts, "bad": bad}
            self.stdout.write(json.dumps(facts))
        else:
            for status, count in outcome.counts.items():
                self.stdout.write(f"{status}: {count}")
        for number, reason in outcome.bad:
            place = {"file": path, "line": number, "reason": reason}
            self.stderr.write(_("%(file)s, line %(line)d: %(reason)s") % place)
        if outcome.bad:
            sys.exit(1)


def described(document: Document) -> dict[str, Any]:
    """A new document, for scripts."""
    return {
        "id": str(document.pk),
        "status": document.status,
        "reason": document.reason or None,
        "server": document.server_identification or None,
        "message_id": document.message_id,
        "size_bytes": document.size_bytes,
    }


class _Bar:
    """Progress on a terminal; silent in a script."""

    def __init__(self, total: int) -> None:
        self._total = max(total, 1)
        self._shown = sys.stderr.isatty()

    def show(self, octets: int) -> None:
        """So much of the file has been queued."""
        if self._shown:
            part = min(octets / self._total, 1)
            filled = "█" * int(part * BAR)
            sys.stderr.write(f"\r{filled:░<{BAR}} {part:4.0%}")
            sys.stderr.flush()

    def end(self) -> None:
        """Everything has been read."""
        if self._shown:
            sys.stderr.write("\n")
