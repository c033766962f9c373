"""What remains when the words say nothing: enhanced status codes, then reply codes, by phase (RFC 3463, 5321, 4954)."""

from ...conversation import Phase
from ..rule import SENDING, Rule

MS_SENDING_ADDRESS = tuple(f"5.7.{group}" for group in (r"60[4-9]", r"6[1-4][0-9]", "51", "511", "513", "708", "25"))
OUT_OF_ORDER = (
    r"(bad|out of|wrong|improper|incorrect) (sequence|order)",
    r"(already|need|nested|duplicate) (\S+ )?(mail|rcpt|sender|helo|ehlo)",
    r"must precede",
    r"sender already",
    r"polite people",
    r"(say|send|issue|use) (helo|ehlo|mail|rcpt)\S*( from| to)? first",
)
SYNTAX = (
    r"syntax\b",
    r"unrecogni[sz]ed command",
    r"command (un|not )",
    r"not implemented",
    r"decode",
    r"base64",
    r"unknown command",
    r"invalid command",
    r"bad command",
    r"(unsupported|invalid|unknown|unrecogni[sz]ed|bad) (option|parameter|argument)",
    r"(option|parameter|argument)s?( \S+)? (un|not )(recogni|supported|known)",
    r"bad char",
    r"protocol",
)
ADDRESS_SYNTAX = (r"syntax\b.*\baddress\b(?!>)", r"\baddress\b(?!>).* syntax")  # "<address>" is about the command
SENDER_NAMED = (r"(sender|from|address|user|account|mailbox|originator)\b", r"<address>", r"\w*(absender|afzender)")
# Nothing but words that every refusal may have: no reason among them.
NO_REASON = (
    r"^(\W|\b(no|not|now|never|sorry|error|fail(ed|ure)?|denied|refused|reject(ed)?|permanent|temporary|transaction"
    r"|command|message|mail|request(ed)?|action|aborted|unable|go away|bye|later|try|again|please|ok|nok|the|is"
    r"|was)\b)*$",
)
NOT_COMMANDS = (r"(system|internal|config)", r"(message|mail|content)( \S+)? (reject|refus|denied|block)")
WAITED = (r"time ?-?(limit|d? ?out)", r"idle (for )?too long", r"timeout")

# Numbers that only Microsoft uses say more than the words beside them (Exchange Online's list of delivery reports).
MICROSOFT_RULES = (
    Rule("address-blocked", enhanced=MS_SENDING_ADDRESS),
    Rule("content-refused", enhanced=("5.7.512",), phases=SENDING),
    Rule("sender-not-allowed", enhanced=("5.7.60", "5.2.252"), phases=SENDING),
    Rule("sender-unverified", enhanced=("5.7.750",), phases=SENDING),
    Rule("ehlo-refused", enhanced=("5.7.506",), phases=SENDING),
    Rule("spam-refused", enhanced=("5.7.501", "5.7.514", "5.7.703"), phases=SENDING),
    Rule("account-locked/sending", enhanced=("5.7.50[23]", "5.7.704"), phases=SENDING),
    Rule("rate-limited", enhanced=("5.7.705", "5.7.23[2-4]", "5.1.90"), phases=SENDING),
    # 5.7.139 is about logging in, and may come as late as at MAIL.
    Rule("recipient-refused", enhanced=("5.7.12[0-9]", "5.7.13[0-8]", "5.7.12"), phases=SENDING),
    Rule("relay-denied", enhanced=("5.7.54", "5.7.64", "5.7.68"), phases=SENDING),
    Rule("server-busy", enhanced=("4.7.5[0-9][0-9]",)),
    # Exchange Online quotes here what it answered to the login before.
    Rule("login-required", enhanced=("5.7.57",), phases=SENDING, unless=(r"auth\w* is disabled",)),
)
ENHANCED_RULES = (
    Rule("rate-limited", enhanced=("5.4.5", "x.7.28"), phases=SENDING),
    Rule("recipient-refused", enhanced=("5.7.2", "5.7.12"), phases=(Phase.RCPT, Phase.MESSAGE)),
    Rule("sender-not-allowed", enhanced=("x.1.0", "x.1.1", "x.1.7"), phases=(Phase.MAIL,), codes=("5",)),
    Rule("sender-not-allowed", enhanced=("5.1.7",), phases=SENDING),
    Rule("recipient-refused", enhanced=("5.1.0", "x.2.4"), phases=(Phase.RCPT,)),
    Rule("basic-auth-disabled", enhanced=("5.7.139",)),
    Rule("policy-refused", enhanced=("5.7.0", "5.7.1"), phases=(Phase.DATA, Phase.MESSAGE)),
    Rule("policy-refused", enhanced=("5.7.0", "5.7.1"), codes=("554",), phases=SENDING),
    Rule("greylisted", enhanced=("4.7.1", "4.2.0"), phases=(Phase.RCPT, Phase.DATA), codes=("45",)),
)
ORDER_RULES = (
    Rule("timeout", words=WAITED, codes=("421", "451"), unless=(r"dns|lookup|name ?server|rcpt|recipient",)),
    Rule("protocol-error/refused-command", words=(r"protocol (error|violation)",), codes=("5",)),
    Rule("recipient-refused", words=(r"no valid recipients?", r"valid rcpt"), phases=(Phase.DATA,)),
    Rule("protocol-error/refused-command", codes=("503",), phases=(Phase.DATA,)),
    Rule("protocol-error/refused-command", words=OUT_OF_ORDER, phases=SENDING),
    Rule("recipient-unknown", words=ADDRESS_SYNTAX, phases=(Phase.RCPT,), codes=("501",)),
    Rule("sender-not-allowed", words=ADDRESS_SYNTAX, phases=(Phase.MAIL,), codes=("501",)),
    Rule(
        "protocol-error/refused-command",
        words=SYNTAX,
        codes=("500", "501", "502", "504", "555"),
        phases=(*SENDING, Phase.AUTH),
    ),
)
CODE_RULES = (
    Rule("server-busy", codes=("421",)),
    Rule(
        "address-blocked",
        words=(r"\w*spam|abuse|bann|block|black|\w*deny|reputation|(rtr|rly|dyn):[a-z]",),
        phases=(Phase.GREETING,),
    ),
    Rule("greeting-refused", phases=(Phase.GREETING,)),
    Rule("starttls-refused", phases=(Phase.STARTTLS,)),
    Rule("ehlo-refused", phases=(Phase.EHLO,), codes=("5",)),
    Rule("auth-temporary", phases=(Phase.AUTH,), codes=("4",)),
    Rule("credentials-rejected", phases=(Phase.AUTH,), codes=("5",)),
    Rule("login-required", phases=SENDING, codes=("530",)),
    Rule("credentials-rejected", phases=SENDING, codes=("535",)),  # RFC 4954 6: invalid, whenever it is said
    Rule("message-too-big", phases=(Phase.MAIL, Phase.DATA, Phase.MESSAGE), codes=("552",)),
    Rule("mailbox-full", phases=(Phase.RCPT,), codes=("552",)),
    Rule("protocol-error/refused-command", phases=SENDING, codes=("503",)),
    Rule("protocol-error/refused-command", phases=SENDING, codes=("500",), unless=NOT_COMMANDS),
    Rule("sender-not-allowed", words=SENDER_NAMED, phases=(Phase.MAIL,), codes=("501", "550", "553")),
    Rule("sender-not-allowed", phases=(Phase.MAIL,), codes=("553",)),
    Rule("recipient-unknown", phases=(Phase.RCPT,), codes=("551", "510", "511", "512")),
    Rule("recipient-refused/unexplained", words=NO_REASON, phases=(Phase.RCPT,), codes=("550",)),
    Rule("recipient-refused", phases=(Phase.RCPT,), codes=("501", "540", "541", "550", "553", "556")),
    Rule("temporary-refusal/unexplained", words=NO_REASON, codes=("4",)),
    Rule("temporary-refusal", codes=("4",)),
    Rule("permanent-refusal/unexplained", words=NO_REASON),
    Rule("permanent-refusal"),
)
