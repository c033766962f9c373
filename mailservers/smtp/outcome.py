"""What a dialogue led to, as the one result that callers read."""

from dataclasses import replace
from typing import Any, Literal

from .conversation import Conversation, Failure, Phase, Stage, TlsFacts
from .delivered import Delivery
from .dialogue import Dialogue
from .redaction import Scrubber
from .settings import Login


def scrubber_for(login: Login | None) -> Scrubber:
    """Knows what must not be shown of `login`."""
    return Scrubber([] if login is None else [login.password, login.access_token])


def finish(dialogue: Dialogue, failure: Failure | None) -> None:
    """Close the running stage and the connection; goodbye is said, but can change no outcome."""
    dialogue.transcript.end(failure is None)
    dialogue.quit()


def conversation_of(dialogue: Dialogue, failure: Failure | None, delivery: Delivery | None = None) -> Conversation:
    """The result of what has been said so far."""
    transcript, clean = dialogue.transcript, dialogue.transcript.scrubber.text
    failure = _clean(failure, transcript.scrubber)
    outcome: Literal["accepted", "failed"] = "failed" if failure is not None else "accepted"
    return Conversation(
        settings=dialogue.settings,
        outcome=outcome,
        contact=dialogue.contact,
        phase=failure.phase if failure is not None else transcript.phase,
        failure=failure,
        reply=delivery.reply if delivery is not None and failure is None else failure.reply if failure else None,
        tls=_clean_tls(dialogue.tls, transcript.scrubber),
        stages=_stages(transcript.ended, failure),
        transcript=tuple(transcript.kept()),
        recipients=delivery.recipients if delivery is not None else (),
        queue_id=delivery.queue_id if delivery is not None else None,
        duration_ms=transcript.now_ms,
        address=dialogue.address,
        mechanism=dialogue.mechanism,
        username=dialogue.login.username if dialogue.login is not None else "",
        capabilities={clean(name): clean(value) for name, value in dialogue.capabilities.items()},
    )


def _stages(ended: list[Stage], failure: Failure | None) -> tuple[Stage, ...]:
    """The stages up to the one that failed, and QUIT.

    In a pipelined group others follow the one that failed; what the server says to them only repeats that failure.
    """
    if failure is None:
        return tuple(ended)
    stages = [stage for stage in ended if stage.phase is not Phase.QUIT]
    phases = [stage.phase for stage in stages]
    goodbye = ended[len(stages) :]
    if failure.phase not in phases:  # it failed before a word of it was said
        last = stages[-1] if stages else Stage(failure.phase, False, 0, 0)
        stages.append(Stage(failure.phase, False, last.started_ms + last.duration_ms, 0))
    else:
        stages = stages[: len(phases) - phases[::-1].index(failure.phase)]
    well = [stage._replace(ok=True) for stage in stages[:-1]]
    return (*well, stages[-1]._replace(ok=False), *goodbye)


def _clean(failure: Failure | None, scrubber: Scrubber) -> Failure | None:
    """`failure` with facts that repeat no secret; a server may have put anything into them."""
    if failure is None:
        return None
    facts = {name: _clean_value(value, scrubber) for name, value in failure.facts.items()}
    return replace(failure, detail=scrubber.text(failure.detail), facts=facts)


def _clean_tls(facts: TlsFacts | None, scrubber: Scrubber) -> TlsFacts | None:
    """A certificate may say anything, too."""
    if facts is None:
        return None
    return replace(facts, subject=scrubber.text(facts.subject), issuer=scrubber.text(facts.issuer))


def _clean_value(value: Any, scrubber: Scrubber) -> Any:
    if isinstance(value, str):
        return scrubber.text(value)
    return [_clean_value(each, scrubber) for each in value] if isinstance(value, list | tuple) else value
