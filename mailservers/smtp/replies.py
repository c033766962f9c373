"""A server's reply (RFC 5321 4.2) with its enhanced status code (RFC 3463) already read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One complete reply. `lines` are its texts without reply codes; `enhanced` is "5.7.8" or empty."""

    code: int
    lines: tuple[str, ...] = ()
    enhanced: str = ""

    @property
    def text(self) -> str:
        """All lines, joined by line feeds, enhanced status codes included as the server sent them."""
        return "\n".join(self.lines)

    @property
    def is_positive(self) -> bool:
        """2yz or 3yz."""
        return 200 <= self.code < 400

    @property
    def is_temporary(self) -> bool:
        """4yz: trying later may help."""
        return 400 <= self.code < 500

    @property
    def is_permanent(self) -> bool:
        """5yz: the same words will be refused again."""
        return self.code >= 500
