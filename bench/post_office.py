"""django-post-office as a contender, in the environment of the peers. The actions are those of `bench.contender`.

migrate    makes the tables; prints {"done": true}
fill       empties the queue, queues BENCH_COUNT messages with a commit each; prints {"seconds": …}
fill_bulk  the same in one call of send_many, which takes no attachments
drain      prints "ready", waits for a line, sends everything; prints {"seconds": …, "peak_mib": …}
count      prints {"sent": …}

Environment, beside that of the contender: BENCH_BATCH, BENCH_THREADS and BENCH_PROCESSES; without them its defaults.
Its users would keep database connections, and on SQLite choose write-ahead logging, so it gets that too.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench import contender, message
from bench.contender import count, say, size

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def prepare() -> None:
    """A Django project with nothing but this queue."""
    import django
    from django.conf import settings

    host, _, port = os.environ["BENCH_SMTP"].rpartition(":")
    options = {"BATCH_SIZE": "BENCH_BATCH", "THREADS_PER_PROCESS": "BENCH_THREADS"}
    settings.configure(
        DATABASES={"default": {**database(os.environ["BENCH_DB_URL"]), "CONN_MAX_AGE": None}},
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        MEDIA_ROOT=str(work() / "media"),
        LOGGING={"version": 1, "root": {"level": "WARNING"}},
        EMAIL_HOST=host,
        EMAIL_PORT=int(port),
        EMAIL_TIMEOUT=60,
        POST_OFFICE={name: int(os.environ[key]) for name, key in options.items() if key in os.environ},
    )
    django.setup()


def database(url: str) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL."""
    if url.startswith("sqlite:///"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///"), "OPTIONS": SQLITE}
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "HOST": host,
    }


def work() -> Path:
    """A scratch folder."""
    return Path(os.environ["BENCH_WORK"])


def fill() -> None:
    """Queue one at a time."""
    from django.core.files.base import ContentFile
    from post_office import mail

    empty()
    text = message.body(size())
    document = message.document(size()) if message.has_document(size()) else b""
    started = time.perf_counter()
    for number in range(count()):
        attachments = {"payslip.pdf": {"file": ContentFile(document), "mimetype": "application/pdf"}}
        mail.send(
            message.RECIPIENT,
            message.SENDER,
            subject=message.subject(number),
            message=text,
            attachments=attachments if document else None,
        )
    say(seconds=time.perf_counter() - started)


def fill_bulk() -> None:
    """Queue all of them at once."""
    from post_office import mail

    empty()
    text = message.body(size())
    started = time.perf_counter()
    mail.send_many(
        [
            {
                "recipients": message.RECIPIENT,
                "sender": message.SENDER,
                "subject": message.subject(number),
                "message": text,
            }
            for number in range(count())
        ]
    )
    say(seconds=time.perf_counter() - started)


def empty() -> None:
    """Nothing is queued, and the connection is there."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


def drain() -> None:
    """Send until nothing is left."""
    from django.core.mail import DNS_NAME
    from post_office.mail import send_queued_mail_until_done

    str(DNS_NAME)  # looked up once, before the race
    with contender.race():
        send_queued_mail_until_done(str(work() / "lock"), int(os.environ.get("BENCH_PROCESSES", "1")))


def show_count() -> None:
    """How many messages say that they were sent."""
    from post_office.models import STATUS, Email

    say(sent=Email.objects.filter(status=STATUS.sent).count())


ACTIONS = {
    "migrate": contender.migrate,
    "fill": fill,
    "fill_bulk": fill_bulk,
    "drain": drain,
    "count": show_count,
}


if __name__ == "__main__":
    prepare()
    ACTIONS[sys.argv[1]]()
