"""A run keeps its log while it goes on, whatever happens to it."""

import threading
from collections.abc import Callable

import pytest
from django.utils import timezone

from mailservers import runs
from mailservers.models import SmtpLog
from mailservers.runs import Run, wait_for
from mailservers.smtp.conversation import Conversation, Line, Phase, Stage
from mailservers.smtp.network import ANY_NETWORK
from mailservers.smtp.transcript import Observer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log() -> SmtpLog:
    now = timezone.now()
    return SmtpLog.objects.create(kind="test", host="x.example", port=25, started_at=now, seen_at=now)


def until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(500):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it never came true")


def test_what_was_said_is_readable_before_the_end_and_a_stop_is_heard(log: SmtpLog) -> None:
    stopped = threading.Event()

    def speak(observer: Observer, cancelled: Callable[[], bool]) -> Conversation:
        observer(Stage(Phase.GREETING, None, 0, 0))
        observer(Line(1, "server", "220 hello", Phase.GREETING))
        observer(Stage(Phase.GREETING, True, 0, 1))
        until(cancelled)
        stopped.set()
        raise RuntimeError("nothing to tell")

    Run(log.pk, speak, policy=ANY_NETWORK).start()
    until(lambda: SmtpLog.objects.get().transcript != [])
    live = SmtpLog.objects.get()
    assert (live.outcome, live.contact, live.transcript[0]["text"]) == ("running", True, "220 hello")
    assert live.stages == [{"phase": "greeting", "ok": True, "started_ms": 0, "duration_ms": 1}]
    SmtpLog.objects.update(cancel_requested=True)
    assert stopped.wait(5)
    wait_for(log.pk, 5)


def test_a_fault_of_our_own_ends_the_run_as_interrupted_with_what_was_said(
    log: SmtpLog, caplog: pytest.LogCaptureFixture
) -> None:
    def speak(observer: Observer, cancelled: Callable[[], bool]) -> Conversation:
        observer(Line(1, "server", "220 hello", Phase.GREETING))
        raise RuntimeError("a fault of ours")

    Run(log.pk, speak, policy=ANY_NETWORK).start()
    ended = wait_for(log.pk, 5)
    assert (ended.outcome, len(ended.transcript)) == ("interrupted", 1)
    assert "a fault of ours" in caplog.text


def test_a_run_without_news_still_shows_that_it_lives(log: SmtpLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SIGN_OF_LIFE_S", 0)
    end = threading.Event()

    def speak(observer: Observer, cancelled: Callable[[], bool]) -> Conversation:
        end.wait(5)
        raise RuntimeError("nothing to tell")

    Run(log.pk, speak, policy=ANY_NETWORK).start()
    until(lambda: SmtpLog.objects.get().seen_at > log.seen_at)  # type: ignore[operator]
    end.set()
    wait_for(log.pk, 5)
