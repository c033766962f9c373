"""Servers that go wrong at random, at any step: nothing is lost, nothing is sent twice unmarked, everything ends."""

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from documents.models import Document, Recipient
from tests.documents.outbox import deliver, eventually, make_sender, post
from tests.servers import ScriptedServer
from tests.servers.scripted import POLITE, Answer, Session, close, every_dialect, reset, then

pytestmark = pytest.mark.django_db(transaction=True)

ODDS = 0.04
DOCUMENTS = 40
ANYWHERE: list[Answer] = [
    close,
    reset,
    "451 4.3.0 try again later",
    "450-4.3.0 not\n450-now\n450 4.3.0 later",
    "hello there",
    b"\r\n",
    b"250 2.0.0 \xff\x00\x1b[31m\r\n",
    then("421 4.3.2 going down", close),
    then(b"250 2.", close),
    "250 ok\n250 ok again",
]
REFUSALS: list[Answer] = ["550 5.1.1 no such user", "550-5.1.1 no such user\n550-\n550 5.1.1 sorry"]
ODD: dict[str, list[Answer]] = {
    "mail": ANYWHERE,
    "rcpt": ANYWHERE + 3 * REFUSALS,
    "data": [*ANYWHERE, "250 ok"],
    "before": [close, reset, "451 4.7.1 later", "554 5.7.1 no", then("421 4.3.2 bye", close), then("354 go on", close)],
    "after": [close, reset, then("hello there", close)],  # the server has the message, and does not say so
}
USUAL = POLITE | {"rcpt": "250-2.1.5 ok\n250 ok"}


class Dice:
    """Decides what goes wrong, and counts for whom the server took responsibility."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._wanted: dict[Session, list[str]] = {}
        self.taken: Counter[tuple[str, str]] = Counter()  # (Message-ID, address)

    def answers(self) -> dict[str, Any]:
        """For a ScriptedServer."""
        steps = ("mail", "rcpt", "data")
        return {"message": self._final, "bdat": self._final} | {step: self._answer(step) for step in steps}

    def _answer(self, step: str) -> Callable[[Session], None]:
        def act(session: Session) -> None:
            if step == "mail":
                self._wanted[session] = []
            answer = self._odd(step) or USUAL[step]
            if step == "rcpt" and isinstance(answer, (str, bytes)) and answer[:2] in ("25", b"25"):
                self._wanted[session].append(session.server.heard[-1].split(b"<")[1].split(b">")[0].decode())
            session.say(answer)

        return act

    def _odd(self, step: str) -> Answer:
        return self._random.choice(ODD[step]) if self._random.random() < ODDS else None

    def _final(self, session: Session) -> None:
        if not self._wanted[session]:
            session.say("554 5.5.1 no valid recipients")
            return
        answer = self._odd("before")
        if answer is None:
            [key] = re.findall(rb"(?im)^Message-ID: *(\S+)", session.server.messages[-1])
            self.taken.update((key.decode(), address) for address in self._wanted[session])
            answer = self._odd("after") or USUAL["message"]
        session.say(answer)


@pytest.fixture(autouse=True)
def _soon(settings: Any) -> None:
    settings.DELIVER_POLL_S = 0.02
    settings.RETRY_FIRST_S = settings.RETRY_LONGEST_S = 0.05
    settings.LEASE_S = 5


@every_dialect
@pytest.mark.parametrize("seed", range(3))
def test_whatever_goes_wrong_every_document_ends_and_says_the_truth(
    seed: int, announced: str, caplog: pytest.LogCaptureFixture
) -> None:
    dice = Dice(seed)
    everybody = ["jan@x.example", "piet@x.example", "kim@x.example"]
    with ScriptedServer(ehlo=announced, **dice.answers()) as server:
        sender = make_sender(server.port, max_connections=1)
        for number in range(DOCUMENTS):
            post(sender, to=everybody[: 1 + number % 3])
        eventually(lambda: deliver() and not Document.objects.exclude(status__in=("sent", "failed")).exists(), 60)
    wrong = []
    for person in Recipient.objects.select_related("document"):
        document, times = person.document, dice.taken[person.document.message_id, person.address]
        if person.outcome == "accepted" and not times:
            wrong.append(f"{person.address} never got {document}")
        if times > (person.outcome == "accepted") and not document.possibly_repeated:
            wrong.append(f"{person.address}: {person.outcome}, arrived {times} times, {document} is not marked")
        if person.outcome == "refused" and (person.reply_code or 0) < 500:
            wrong.append(f"{person.address} was given up without having been refused: {document.reason}")
        if person.outcome == "waiting":
            wrong.append(f"{document} is {document.status}, and {person.address} waits")
    assert wrong == []
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
