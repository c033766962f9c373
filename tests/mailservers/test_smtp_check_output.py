"""`smtp_check`: hosts as people paste them, and what it prints whatever the terminal does."""

import json
import os
import signal
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.servers import ScriptedServer
from tests.servers.scripted import EHLO, Session

ROOT = Path(__file__).parents[2]
AUTH = EHLO.replace("250 HELP", "250 AUTH PLAIN LOGIN CRAM-MD5")
HALF = os.fsdecode(b"\xff")  # an octet that is no UTF-8, as Python hands it to a program


def check(*words: str) -> Any:
    output = StringIO()
    call_command("smtp_check", *words, "--json", "--deadline", "5", stdout=output)
    return json.loads(output.getvalue())


def process(*words: str | bytes, stdout: Any = subprocess.PIPE, **environment: str) -> "subprocess.Popen[bytes]":
    """The command as a program of its own."""
    command: list[str | bytes] = [sys.executable, "manage.py", "smtp_check", *words, "--deadline", "8"]
    run_in = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment}
    return subprocess.Popen(command, cwd=ROOT, env=run_in, stdout=stdout, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a b"], "no spaces"),
        (["http://x.nl"], "is not the address of a mail server"),
        (["jan@example.nl"], "This is an e-mail address"),
        (["x\u202ey.nl"], r"“x\\u202ey.nl” cannot be the name of a server"),
        (["127.0.0.1:99999"], "not a port number"),
        (["127.0.0.1:25", "26"], "contradict each other"),
        (["smtps://127.0.0.1", "--security", "starttls"], "contradict each other"),
        ([f"{HALF}.nl"], "is not a host name"),
        (["127.0.0.1", "--from", ""], "need --to"),
        (["127.0.0.1", "--to", f"a{HALF}@b.nl"], "is not an e-mail address"),
        (["127.0.0.1", "--to", "a@b.nl", "--from", f"{HALF}@b.nl"], "is not an e-mail address"),
        (["127.0.0.1", "--to", "a\u202eb@b.nl"], r"“a\\u202eb@b.nl” is not an e-mail address"),
        (["127.0.0.1", "--to", f"a@{'b' * 64}.nl"], "is not an e-mail address"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        check(*words, "--language", "en")
    assert refused.value.returncode == 2
    assert str(refused.value).isprintable()


def test_an_address_is_understood_as_the_form_understands_it() -> None:
    with ScriptedServer() as server:
        for words in ([f"127.0.0.1:{server.port}"], [f"smtp://127.0.0.1:{server.port}", "--security", "none"]):
            assert check(*words)["outcome"] == "accepted"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("words", [[], ["--json"]], ids=["text", "json"])
def test_a_result_can_be_printed_in_any_encoding(encoding: str, words: list[str]) -> None:
    with ScriptedServer(rcpt="550 5.1.1 “no” é 🔒") as server:
        program = process("127.0.0.1", str(server.port), "--to", "b@x.nl", *words, PYTHONIOENCODING=encoding)
        output, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (1, b"")
    if words:
        assert json.loads(output.decode(encoding))["reply"]["text"] == "5.1.1 “no” é 🔒"
    else:
        assert ("é" if encoding != "ascii" else "\\xe9") in output.decode(encoding)


def test_ctrl_c_ends_a_check_with_what_was_found_so_far() -> None:
    asked = threading.Event()

    def never(session: Session) -> None:
        asked.set()
        session.wait_for_the_end()

    with ScriptedServer(mail=never) as server:
        program = process("127.0.0.1", str(server.port), "--to", "b@x.nl", "--json")
        assert asked.wait(60)
        program.send_signal(signal.SIGINT)
        output, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (130, b"")
    found = json.loads(output)
    assert (found["diagnosis"]["code"], found["phase"]) == ("cancelled", "mail")


def test_a_reader_that_went_away_changes_nothing() -> None:
    with ScriptedServer() as server:
        reading, writing = os.pipe()
        os.close(reading)
        program = process("127.0.0.1", str(server.port), stdout=writing)
        os.close(writing)
        _, errors = program.communicate(timeout=60)
        assert (program.returncode, errors) == (0, b"")
        command = f'exec "{sys.executable}" manage.py smtp_check 127.0.0.1 {server.port} >&-'
        closed = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
        assert (closed.returncode, closed.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_said_in_words() -> None:
    with ScriptedServer() as server, open("/dev/full", "wb") as full:
        program = process("127.0.0.1", str(server.port), stdout=full)
        _, errors = program.communicate(timeout=60)
    assert program.returncode == 1
    assert (
        errors.decode().strip() == "CommandError: Het resultaat kan niet worden weggeschreven: No space left on device."
    )
