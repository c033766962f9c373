"""What the training mail server received, as a person reads it."""

import pytest

from demo import mailbox

HTML_ONLY = b"Subject: Hallo\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Dag <b>Noor</b> &amp; Daan</p>\r\n"
WITH_FILE = (
    b"From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\r\nSubject: Loonstrook\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nIn de bijlage.\r\n"
    b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="../loon.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"
)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def receive(content: bytes) -> str:
    message_id = mailbox.new_id()
    mailbox.store(message_id, ["Return-Path: <a@b.example>", "Delivered-To: c@d.example"], content)
    return message_id


def test_a_message_is_read_back_with_its_envelope_and_attachments():
    received = mailbox.read(receive(WITH_FILE))
    assert received.summary["from"] == "Zoë <zoe@example.org>"
    assert received.delivered_to == ["c@d.example"]
    assert received.text.strip() == "In de bijlage."
    assert [(file.filename, file.content) for file in received.attachments] == [("../loon.pdf", b"%PDF")]


def test_of_a_message_in_html_only_the_words_are_shown():
    assert mailbox.read(receive(HTML_ONLY)).text.strip() == "Dag Noor & Daan"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"no header at all",
        b"Subject: \xff\xfe\r\nFrom: <<<@@\r\nDate: not a date\r\nTo: a:b;;,@\r\n\r\nx",
        b"Content-Type: text/plain; charset=does-not-exist\r\n\r\nwords",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--x--",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Disposition: attachment; filename*=utf-8''%FF%FE\r\n\r\nx",
        b"Message-ID: [broken\r\nReferences: <a\r\n\r\nx",
    ],
    ids=["empty", "blank", "no-header", "bad-headers", "charset", "no-boundary", "nested", "base64", "name", "ids"],
)
def test_however_malformed_a_message_can_be_listed_and_read(content):
    message_id = receive(content)
    assert mailbox.summary(message_id).delivered_to == ["c@d.example"]
    received = mailbox.read(message_id)
    assert isinstance(received.text, str)
    assert all(isinstance(file.content, bytes) for file in received.attachments)
    assert mailbox.source(message_id).endswith(content)


def test_messages_are_listed_newest_first_and_only_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(mailbox, "MESSAGES_KEPT", 3)
    received = [receive(b"Subject: %d\r\n\r\n" % number) for number in range(5)]
    assert mailbox.ids() == sorted(received, reverse=True)[:3]


def test_the_oldest_messages_go_when_they_are_too_big_together(monkeypatch):
    monkeypatch.setattr(mailbox, "BYTES_KEPT", 2500)
    received = [receive(b"x" * 1000) for _ in range(4)]
    assert mailbox.ids() == sorted(received, reverse=True)[:2]


def test_a_message_that_another_one_s_arrival_has_tidied_away_meanwhile_is_no_error(monkeypatch):
    listed = [mailbox._folder() / f"{receive(b'Subject: x')}.eml" for _ in range(3)]
    listed[1].unlink()
    monkeypatch.setattr(mailbox, "_files", lambda: listed)
    monkeypatch.setattr(mailbox, "MESSAGES_KEPT", 2)
    mailbox.tidy()
    assert [path.exists() for path in listed] == [True, False, False]


@pytest.mark.parametrize("message_id", ["", "..", "../../secret_key", "0" * 18, "0" * 17, "g" * 18])
def test_a_number_that_is_none_leads_nowhere(message_id):
    with pytest.raises(mailbox.NoSuchMessage):
        mailbox.read(message_id)
