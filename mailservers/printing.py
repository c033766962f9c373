"""What a command prints, whatever the terminal, the pipe or the person behind it does."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

INTERRUPTED = 130  # what shells report for a program ended by Ctrl-C: 128 + SIGINT


def as_json_text(value: Any, output: OutputWrapper) -> str:
    """`value` as JSON that arrives whole: letters beyond ASCII are escaped unless the output is UTF-8."""
    encoding = getattr(output, "encoding", None) or "utf-8"
    return json.dumps(value, ensure_ascii=encoding.lower().replace("_", "-") not in ("utf-8", "utf8"), indent=2)


def print_out(text: str, output: OutputWrapper) -> None:
    """Write `text` and make sure that it arrived.

    Letters that the output's encoding lacks are escaped. A reader that went away (`| head`) or a closed output is the
    caller's own wish; a full disk is not, and raises CommandError.
    """
    stream = getattr(output, "_out", output)
    if stream is None:  # closed by the shell: `>&-`
        return
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    try:
        output.write(text)
        output.flush()
    except BrokenPipeError:
        _give_up(stream)
    except OSError as error:
        _give_up(stream)
        raise CommandError(_("The result cannot be written: %(reason)s.") % {"reason": error.strerror}) from error


def _give_up(stream: Any) -> None:
    """Python flushes once more at its end; what is left in the buffer must not fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextmanager
def stopped_by_ctrl_c() -> Iterator[threading.Event]:
    """The first Ctrl-C sets the event that this gives, so that work can end in order; the second ends the program."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    if threading.current_thread() is not threading.main_thread():  # only there Python lets one listen
        yield stopped
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
