"""Removes every form of the known secrets from what a server says.

Our own commands need none of this: they know their secret parts. But a server may repeat what it heard, as it came
or in another encoding. A text is searched as it is and in its other readings (encodings.py) for the forms of each
secret (secret_forms.py); what was found is replaced by a marker, and where it cannot be cut out exactly, the whole
text is.
"""

import re
from collections.abc import Iterable, Sequence

from .replies import Reply
from .secret_forms import Forms, Secret, base64_cores, exact

SECRET_REMOVED = "«secret removed»"
LINE_REMOVED = "«line removed: it repeats a secret»"

# So many octets of a password in base64 mean it, though the rest is missing.
BEGINNING = 5
# So many characters of a password or token as it is mean it, too; fewer may be an ordinary word.
PLAIN_BEGINNING = 12
_BASE64_RUN = re.compile("[A-Za-z0-9+/_-]+=*")
_HEX_RUN = re.compile("[0-9A-Fa-f]+")
_ESCAPED = 8  # no more characters stand for one of a secret, whatever the encoding
_STATUS = re.compile(r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}\s+")
_REPLY_CODE = re.compile(r"[2-5][0-9][0-9][ -]?")


class Scrubber:
    """Knows the secrets of one conversation. Without secrets it changes nothing and costs nothing."""

    def __init__(self, secrets: Iterable[bytes | str] = ()) -> None:
        self._secrets: list[Secret] = []
        self._forms = Forms()  # of all of them: nearly every text is done with one look
        self._beginnings: list[str] = []  # a password ends AUTH's base64, of which a server may repeat a part
        self._plain_beginnings: list[str] = []
        self._known: dict[str, str] = {}
        self._last: tuple[Reply, Reply] | None = None  # the last one, and what may be shown of it
        self._longest = 0
        self._ended = ""  # how those before it ended
        for secret in secrets:
            self.add(secret)
            octets = _octets(secret)
            if len(octets) > BEGINNING:
                self._beginnings += [core.casefold() for core in base64_cores(octets[:BEGINNING])]
            text = octets.decode("utf-8", "backslashreplace")
            if len(text) > PLAIN_BEGINNING:
                self._plain_beginnings.append(text[:PLAIN_BEGINNING])

    def add(self, secret: bytes | str) -> None:
        """From now on remove every form of `secret`. Empty ones are ignored."""
        octets = _octets(secret)
        if octets:
            self._secrets.append(Secret(octets))
            self._forms += self._secrets[-1].forms
            self._longest = max(self._longest, len(octets))
            self._known.clear()

    def text(self, text: str) -> str:
        """`text` without secrets. Cut it afterwards, never before: half a secret is found by nobody."""
        return self._without_beginnings(self._without_secrets(text))

    def _without_secrets(self, text: str) -> str:
        if not self._secrets or not text:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._cleaned(text)
            if len(self._known) < 256 and len(text) < 200:
                self._known[text] = known
        return known

    def reply(self, reply: Reply) -> Reply:
        """`reply` without secrets: also where one runs over its lines, on from those before, or over a cut.

        Replies are given in the order in which they came; the last one may be given again.
        """
        if not self._secrets:
            return reply
        if self._last is None or self._last[0] is not reply:
            self._last = reply, self._next(reply)
        return self._last[1]

    def _next(self, reply: Reply) -> Reply:
        lines = tuple([self._without_secrets(line) for line in reply.lines])
        if reply.uncut:
            lines = tuple([self._cut(*pair) for pair in zip(lines, reply.uncut, strict=True)])
        words = self._ended + "".join([_STATUS.sub("", line) for line in lines])
        if (self._ended or len(lines) > 1) and self._forms.found_in(words):
            lines, words = (LINE_REMOVED,), ""
        self._ended = words[-_ESCAPED * self._longest :]
        lines = tuple(map(self._without_beginnings, lines))
        return reply if lines == reply.lines else Reply(reply.code, lines, reply.enhanced)

    def lines(self, lines: Sequence[str]) -> list[str]:
        """Lines that are no complete reply, without secrets, also where one runs over the codes at their beginnings."""
        clean = [self._without_secrets(line) for line in lines]
        texts = [_REPLY_CODE.sub("", line, count=1) for line in clean]
        if (self._ended or len(lines) > 1) and any(
            self._forms.found_in(self._ended + "".join(words))
            for words in (clean, texts, [_STATUS.sub("", text) for text in texts])
        ):
            return [LINE_REMOVED]
        return list(map(self._without_beginnings, clean))

    def _without_beginnings(self, text: str) -> str:
        folded = text.casefold() if self._plain_beginnings else ""
        for beginning in self._plain_beginnings:
            if beginning.casefold() in folded:
                text = re.sub(re.escape(beginning) + r"\S*", SECRET_REMOVED, text, flags=re.IGNORECASE)
        return _without_runs(text, _BASE64_RUN, self._beginnings) if self._beginnings else text

    def _cut(self, line: str, whole: str) -> str:
        return line if self.text(whole) == whole else LINE_REMOVED

    def _cleaned(self, text: str) -> str:
        for secret in self._secrets:
            if secret.words is not None:
                text = secret.words.sub(SECRET_REMOVED, text)
        if self._forms.found_in(text):
            for secret in self._secrets:
                if secret.forms.found_in(text):
                    text = self._cut_out(text, secret)
        return text

    def _cut_out(self, text: str, secret: Secret) -> str:
        """`text` with the secret replaced, or no text at all when a form of it is left."""
        cleaned = exact(secret.text).sub(SECRET_REMOVED, text)
        cleaned = _without_runs(cleaned, _BASE64_RUN, secret.encoded)
        cleaned = _without_runs(cleaned, _HEX_RUN, secret.hex)
        return LINE_REMOVED if secret.forms.found_in(cleaned) else cleaned


def _octets(secret: bytes | str) -> bytes:
    return secret.encode("utf-8", "surrogateescape") if isinstance(secret, str) else secret


def _without_runs(text: str, run: re.Pattern[str], forms: Iterable[str]) -> str:
    """`text` without the runs that contain one of `forms`. One look at each run: a server may send long ones."""
    folded = [form.casefold() for form in forms]
    whole = text.casefold()
    if not any(form in whole for form in folded):
        return text

    def judged(match: re.Match[str]) -> str:
        characters = match[0].casefold()
        return SECRET_REMOVED if any(form in characters for form in folded) else match[0]

    return run.sub(judged, text)
