"""Dutch: the explanations and the words that fill them."""

from ...conversation import Phase
from .nl_connection import NL_CONNECTION
from .nl_login import NL_LOGIN
from .nl_sending import NL_SENDING

TEXTS = NL_CONNECTION | NL_LOGIN | NL_SENDING
SAID = "De server zei: {reply}"
MOMENTS = {
    Phase.TLS: "tijdens het beveiligen van de verbinding",
    Phase.GREETING: "nog voor de begroeting",
    Phase.EHLO: "nadat wij ons hadden voorgesteld",
    Phase.STARTTLS: "bij het verzoek om de verbinding te beveiligen",
    Phase.AUTH: "tijdens het aanmelden",
    Phase.MAIL: "bij het noemen van de afzender",
    Phase.RCPT: "bij het noemen van de ontvanger",
    Phase.DATA: "vlak voor het bericht",
    Phase.MESSAGE: "tijdens het ontvangen van het bericht (of het is aangekomen, is niet zeker)",
    Phase.QUIT: "bij het afscheid",
}
SERVICES = {
    "http": "een webserver",
    "ssh": "een server om op afstand in te loggen (SSH)",
    "imap": "een server om e-mail te lezen (IMAP)",
    "pop3": "een server om e-mail op te halen (POP3)",
    "ftp": "een bestandsserver (FTP)",
    "nntp": "een nieuwsserver (NNTP)",
    "mysql": "een database",
    "vnc": "een bureaublad op afstand (VNC)",
    "rsync": "een server om bestanden te kopiëren (rsync)",
    "irc": "een chatserver (IRC)",
    "xmpp": "een chatserver (XMPP)",
    "redis": "een database (Redis)",
    "lmtp": "een server die e-mail in postvakken legt (LMTP)",
    "tls": "een server die SSL spreekt",
}
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
DECIMAL_MARK = ","
TIME_UNITS = {"s": "seconden", "min": "minuten", "h": "uur"}
RECOMMENDATIONS = {
    "implicit-tls": "{host} op poort {port} is vanaf de eerste byte versleuteld: de veiligste keuze (RFC 8314).",
    "starttls": "{host} op poort {port} schakelt over op versleuteling voordat er iets wordt verstuurd.",
    "clear-text": "{host} antwoordt alleen zonder versleuteling; gebruik dit alleen binnen een vertrouwd netwerk.",
}
