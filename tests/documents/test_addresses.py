"""Addresses as people type them, and the sentence for each that cannot be used."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from documents.addresses import Mailbox, read_mailboxes, shown_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@b.nl", [Mailbox("a@b.nl")]),
        ("a@b.nl, c@d.nl; e@f.nl\r\ng@h.nl\n", [Mailbox(x) for x in ("a@b.nl", "c@d.nl", "e@f.nl", "g@h.nl")]),
        ("Jan Smit <jan@voorbeeld.nl>", [Mailbox("jan@voorbeeld.nl", "Jan Smit")]),
        ('"Smit, Jan; HR" <jan@x.nl>, b@x.nl', [Mailbox("jan@x.nl", "Smit, Jan; HR"), Mailbox("b@x.nl")]),
        (r'"Jan \"de\" Smit" <jan@x.nl>', [Mailbox("jan@x.nl", 'Jan "de" Smit')]),
        ("mailto:a@b.nl", [Mailbox("a@b.nl")]),
        ("info@MÜNCHEN.example", [Mailbox("info@xn--mnchen-3ya.example")]),
        ("josé@x.nl", [Mailbox("josé@x.nl")]),
        ("x@[192.0.2.1]", [Mailbox("x@[192.0.2.1]")]),
        ("x@[IPv6:2001:DB8::1]", [Mailbox("x@[IPv6:2001:db8::1]")]),
        ("a@b.nl A", []),
        ("\u200ba@b.nl\u00a0", [Mailbox("a@b.nl")]),
        ("a@b.nl; A@B.NL", [Mailbox("a@b.nl")]),
        (" , ;\n", []),
    ],
)
def test_addresses_are_read_as_people_write_them(text, expected):
    mailboxes, _ = read_mailboxes(text)
    assert mailboxes == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("jan", "“jan” is not an e-mail address: the @ is missing."),
        ("jan@gmail", "“jan@gmail” is not an e-mail address: check the part after the @."),
        ("a b@c.nl", "“a b@c.nl” is not an e-mail address: check the part before the @."),
        ("a..b@c.nl", "“a..b@c.nl” is not an e-mail address: check the part before the @."),
        ("a@1.2.3.4", "“a@1.2.3.4” is not an e-mail address: check the part after the @."),
        ("a@-x.nl", "“a@-x.nl” is not an e-mail address: check the part after the @."),
        ("a@x..nl", "“a@x..nl” is not an e-mail address: check the part after the @."),
        ("a@b@c.nl", "“a@b@c.nl” is not an e-mail address: check the part before the @."),
        ("x\x00@y.nl", "“x�@y.nl” contains control characters."),
        ("a" * 65 + "@x.nl", "“" + "a" * 60 + "…” is too long for an e-mail address."),
        ("ok@x.nl\r\nBcc: evil@y.nl", "“Bcc: evil@y.nl” is not an e-mail address: check the part before the @."),
        ("Smit, Jan <jan@x.nl>", "“Smit” is not an e-mail address: the @ is missing."),
    ],
)
def test_a_bad_address_is_named_in_one_sentence(text, named):
    with override("en"):
        _, refusals = read_mailboxes(text)
    assert refusals == [named]


def test_an_international_domain_is_shown_in_its_own_letters():
    assert shown_address("info@xn--mnchen-3ya.example") == "info@münchen.example"
    assert shown_address("info@xn--.example") == "info@xn--.example"


@given(st.text(max_size=200))
def test_no_text_puts_a_control_character_into_an_address_or_name(text):
    mailboxes, refusals = read_mailboxes(text)
    for part in [part for mailbox in mailboxes for part in (mailbox.address, mailbox.name)] + refusals:
        assert not any(character < " " or character in "\x7f\x85\u2028\u2029" for character in part)


PLAIN_ADDRESSES = st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,5})?@[a-z]{1,10}\.(nl|com)", fullmatch=True)


@given(st.lists(PLAIN_ADDRESSES, max_size=5, unique=True), st.sampled_from([",", ";", "\n", "\r\n", " , "]))
def test_whatever_separates_them_every_address_is_kept(addresses, separator):
    mailboxes, refusals = read_mailboxes(separator.join(addresses))
    assert ([mailbox.address for mailbox in mailboxes], refusals) == (addresses, [])
