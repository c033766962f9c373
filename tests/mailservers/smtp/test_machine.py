"""The protocol's tables, cell by cell, against the code and against the documentation."""

import pytest

from mailservers.smtp import commands, machine
from mailservers.smtp.errors import CommandRefused, ServerProtocolError
from mailservers.smtp.machine import FOLLOWERS, GROUP_ENDS, VERDICTS, Client, Step, Verdict

COMMANDS = {
    Step.EHLO: commands.ehlo("client.example"),
    Step.HELO: commands.helo("client.example"),
    Step.STARTTLS: commands.STARTTLS,
    Step.AUTH: commands.auth("LOGIN"),
    Step.MAIL: commands.mail("a@example.nl"),
    Step.RCPT: commands.rcpt("b@example.nl"),
    Step.DATA: commands.DATA,
    Step.MESSAGE: commands.end_of_data("."),
    Step.RSET: commands.RSET,
    Step.QUIT: commands.QUIT,
}
# A way to every step, each command answered so that the next may follow.
WAY_TO = {
    Step.GREETING: [],
    Step.EHLO: [Step.EHLO],
    Step.HELO: [Step.HELO],
    Step.STARTTLS: [Step.EHLO, Step.STARTTLS],
    Step.AUTH: [Step.EHLO, Step.AUTH],
    Step.MAIL: [Step.EHLO, Step.MAIL],
    Step.RCPT: [Step.EHLO, Step.MAIL, Step.RCPT],
    Step.DATA: [Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA],
    Step.MESSAGE: [Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.MESSAGE],
    Step.RSET: [Step.EHLO, Step.RSET],
    Step.QUIT: [Step.EHLO, Step.QUIT],
}


def client_at(step: Step, *, answered: bool) -> Client:
    """A client that has just sent the command of `step`, or has also got its answer."""
    client = Client()
    way = [Step.GREETING, *WAY_TO[step]]
    for number, each in enumerate(way):
        if each is not Step.GREETING:
            client.send(COMMANDS[each])
        if answered or number < len(way) - 1:
            client.receive(b"354 more\r\n" if each is Step.DATA else b"250 ok\r\n")
            assert client.next_answer() is not None
    return client


def documented(title: str) -> list[list[str]]:
    """The rows of one table of the module's documentation."""
    assert machine.__doc__
    text = machine.__doc__.split(title)[1]
    rows = [line.split() for line in text.splitlines() if line.startswith("    ")]
    return rows[: 1 + len(Step)] if title.startswith("What") else rows[: len(Step)]


def test_the_documented_verdicts_are_those_of_the_code() -> None:
    _, *rows = documented("What a reply means at each step:")
    assert {row[0]: row[1:] for row in rows} == {
        step.value: [verdicts[digit].value for digit in (2, 3, 4, 5)] for step, verdicts in VERDICTS.items()
    }


def test_the_documented_followers_are_those_of_the_code() -> None:
    rows = documented("and which commands may follow which")
    assert {row[0]: {each for each in row[1:] if each != "-"} for row in rows} == {
        step.value: {each.value for each in followers} for step, followers in FOLLOWERS.items()
    }


def test_every_cell_is_defined() -> None:
    assert set(VERDICTS) == set(FOLLOWERS) == set(Step)
    assert all(set(row) == {2, 3, 4, 5} for row in VERDICTS.values())


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("digit", [2, 3, 4, 5])
def test_a_reply_means_what_the_table_says(step: Step, digit: int) -> None:
    client = client_at(step, answered=False)
    client.receive(f"{digit}50 text\r\n".encode())
    answer = client.next_answer()
    assert answer is not None
    assert (answer.step, answer.verdict) == (step, VERDICTS[step][digit])


@pytest.mark.parametrize("last", Step)
@pytest.mark.parametrize("following", COMMANDS)
def test_a_command_follows_only_where_the_table_allows(last: Step, following: Step) -> None:
    client = client_at(last, answered=True)
    waits = last is Step.DATA and following is not Step.MESSAGE
    if following in FOLLOWERS[last] and not waits:
        assert client.send(COMMANDS[following]) == COMMANDS[following].octets
        assert client.outstanding == 1
    else:
        with pytest.raises(CommandRefused):
            client.send(COMMANDS[following])


@pytest.mark.parametrize("last", sorted(GROUP_ENDS))
def test_nothing_may_be_pipelined_behind_the_end_of_a_group(last: Step) -> None:
    client = client_at(last, answered=False)
    for following in FOLLOWERS[last]:
        with pytest.raises(CommandRefused):
            client.send(COMMANDS[following])


def test_a_pipelined_group_gets_its_replies_in_order() -> None:
    client = client_at(Step.EHLO, answered=True)
    for step in (Step.MAIL, Step.RCPT, Step.RCPT, Step.DATA):
        client.send(COMMANDS[step])
    client.receive(b"250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n")
    answers = [client.next_answer() for _ in range(4)]
    assert [(each.step, each.verdict) for each in answers if each] == [
        (Step.MAIL, Verdict.DONE),
        (Step.RCPT, Verdict.DONE),
        (Step.RCPT, Verdict.REFUSED),
        (Step.DATA, Verdict.MORE),
    ]


def test_a_reply_that_nobody_asked_for_is_refused() -> None:
    client = client_at(Step.EHLO, answered=True)
    client.receive(b"250 surprise\r\n")
    with pytest.raises(ServerProtocolError, match="nobody asked for"):
        client.next_answer()


def test_a_421_may_come_at_any_time() -> None:
    client = client_at(Step.EHLO, answered=True)
    client.receive(b"421 closing\r\n")
    answer = client.next_answer()
    assert answer is not None
    assert (answer.step, answer.verdict) == (None, Verdict.REFUSED)


def test_no_command_is_sent_while_something_is_unread() -> None:
    client = client_at(Step.DATA, answered=True)
    client.receive(b"2")
    with pytest.raises(ServerProtocolError, match="before it was asked"):
        client.send(COMMANDS[Step.MESSAGE])


def test_bytes_before_the_handshake_end_the_conversation() -> None:
    client = client_at(Step.STARTTLS, answered=True)
    client.receive(b"250-injected\r\n")
    with pytest.raises(ServerProtocolError) as caught:
        client.begin_tls()
    assert caught.value.what == "starttls-injection"


def test_goodbye_is_possible_only_between_commands() -> None:
    assert client_at(Step.MESSAGE, answered=True).may_quit
    assert not client_at(Step.MESSAGE, answered=False).may_quit
    assert not client_at(Step.DATA, answered=True).may_quit
    assert not client_at(Step.QUIT, answered=True).may_quit
